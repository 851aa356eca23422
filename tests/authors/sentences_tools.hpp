// How the kinds of sentences.hpp are brought about.
#pragma once

#include "sentences.hpp"
#include "support/temporary_directory.hpp"

#include <wowhost/testing/contract.hpp>
#include <wowhost/testing/host.hpp>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <string>

namespace sentences {

/// An environment variable, for as long as this lives.
class Variable {
public:
    Variable(const char* name, const std::string& value)
        : name_(name)
    {
        setenv(name, value.c_str(), 1);
    }
    ~Variable() { unsetenv(name_); }
    Variable(const Variable&) = delete;
    Variable& operator=(const Variable&) = delete;

private:
    const char* name_;
};

/// What a command of the shell prints.
inline std::string shell(const std::string& command)
{
    std::string output;
    auto* pipe = popen(("(" + command + ") 2>&1").c_str(), "r");
    std::array<char, 4096> buffer{};
    for (std::size_t size = 0; (size = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;)
        output.append(buffer.data(), size);
    pclose(pipe);
    return output;
}

/// A module of tests/fixtures: "good/good".
inline std::string fixture(const std::string& name) { return std::string(FIXTURES) + "/" + name + ".so"; }

/// All that a command says.
inline std::string said(wowhost::testing::Host& host, const std::vector<std::string>& words)
{
    const auto outcome = host.run(words);
    return outcome.message().empty() ? outcome.out + outcome.err : outcome.message() + "\n" + outcome.err;
}

/// What is thrown; "nothing" without.
template <class Work>
std::string thrown(Work work)
{
    try {
        work();
    } catch (const std::exception& error) {
        return error.what();
    }
    return "nothing";
}

/// A host whose modules are those of this folder, and of the fixtures `good`.
inline wowhost::testing::HostOptions with(const std::string& folder)
{
    return wowhost::testing::HostOptions().with_modules(folder);
}

/// `install` of a fixture.
inline std::string install(const std::string& folder, const std::string& module)
{
    wowhost::testing::Host host(with(std::string(FIXTURES) + "/" + folder));
    return said(host, {"install", module});
}

} // namespace sentences
