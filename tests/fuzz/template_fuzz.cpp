// Templates of arbitrary text: whatever compiles renders, bounded, and prints no markup of values.
#include "host/web/template.hpp"

#include <wowhost/error.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

using namespace wowhost;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size > 4096)
        return 0;
    const std::string input(reinterpret_cast<const char*>(data), size);
    static const auto values = Value::object({{"a", "q7<z4"}, {"n", 12345}, {"r", 0.5}, {"t", true}, {"f", false},
        {"o", Value::object({{"a", "q7>z4"}})}, {"l", Value::array({1, Value::object({{"a", "q7\"z4"}})})}});
    try {
        const web::Template one("fuzz", input);
        const auto text = one.render({&values}, [&](const std::string&) { return &one; });
        for (const auto* raw : {"q7<z4", "q7>z4", "q7\"z4"})
            if (text.find(raw) != std::string::npos && input.find("q7") == std::string::npos)
                std::abort();
    } catch (const Error&) {
        // Refused in words.
    }
    return 0;
}
