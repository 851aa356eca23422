// Bodies damaged at random, by a generator whose sequence is the same everywhere.
#pragma once

#include <cstddef>
#include <random>
#include <string>
#include <vector>

namespace rows_test {

class Mutator {
public:
    explicit Mutator(unsigned seed)
        : random_(seed)
    {
    }
    std::size_t upto(std::size_t most) { return random_() % (most + 1); }

    /// A value replaced, a piece put in or cut out, a byte changed: once to three times.
    std::string operator()(std::string body)
    {
        static const std::vector<std::string> values{"null", "-7", "1e999", "99999999999999999999999", "\"\"", "{}",
            "[]", "true", "9223372036854775807", "0", "\"\\ud800\"", "[null,7,{}]", "-1", "1.5"};
        for (auto cuts = 1 + upto(2); cuts > 0 && !body.empty(); --cuts) {
            const auto at = upto(body.size() - 1);
            switch (upto(4)) {
            case 0:
            case 1: replace_value(body, at, values[upto(values.size() - 1)]); break;
            case 2: body.erase(at, 1 + upto(30)); break;
            case 3: body.insert(at, values[upto(values.size() - 1)]); break;
            default: body[at] = static_cast<char>(upto(255));
            }
        }
        return body;
    }

private:
    /// The scalar behind the next colon becomes another value: the body stays JSON.
    static void replace_value(std::string& body, std::size_t at, const std::string& value)
    {
        const auto colon = body.find(':', at);
        if (colon == std::string::npos || colon + 1 >= body.size())
            return;
        const auto begin = body.find_first_not_of(" \n", colon + 1);
        if (begin == std::string::npos || body[begin] == '{' || body[begin] == '[')
            return;
        const auto end = body[begin] == '"' ? body.find('"', begin + 1) : body.find_first_of(",}]\n", begin);
        if (end == std::string::npos)
            return;
        body.replace(begin, end - begin + (body[begin] == '"' ? 1 : 0), value);
    }

    std::minstd_rand random_;
};

} // namespace rows_test
