// A test without a framework: what goes wrong is thrown, or said by the exit code.
#include <wowhost/testing/host.hpp>

#include <cstdio>

int main()
{
    try {
        wowhost::testing::Host host("good");
        const auto greeting = host.ask({"good:greet", "Thrall"}).string();
        std::printf("%s\n", greeting.c_str());
        return greeting == "hello, Thrall" ? 0 : 1;
    } catch (const std::exception& error) {
        std::printf("%s\n", error.what());
        return 1;
    }
}
