// Any text as an info file: it is read, or refused by an Error with reasons, and nothing else comes out.
#include "host/module/info_file.hpp"

#include <wowhost/error.hpp>

#include <cstdint>
#include <cstdlib>

using namespace wowhost::module;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    try {
        const auto info = parse_info_file({reinterpret_cast<const char*>(data), size}, "fuzz.info.yml");
        if (module_name_complaint(info.name))
            std::abort();
        static_cast<void>(info.version());
    } catch (const wowhost::Error& error) {
        if (*error.what() == '\0')
            std::abort();
    }
    return 0;
}
