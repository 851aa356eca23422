// Addresses and first bytes of images: whatever is fetched goes to a known host, and nothing is read beyond the end.
#include "modules/wow/src/image_checks.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string input(reinterpret_cast<const char*>(data), size);
    wow::image_suffix(input);
    const auto address = wow::image_address(input, "");
    if (address.url.empty() == address.trouble.empty())
        std::abort();
    const std::string_view url = address.url;
    if (!url.empty()) {
        const auto host = url.substr(0, url.find_first_of("/?#", 8));
        if (url != input || !url.starts_with("https://render") || !host.ends_with(".worldofwarcraft.com")
            || url.find_first_of("\r\n @\\") < host.size())
            std::abort();
    }
    const auto replaced = wow::image_address(input, "http://127.0.0.1:8099");
    if (!replaced.url.empty() && !replaced.url.starts_with("http://127.0.0.1:8099"))
        std::abort();
    return 0;
}
