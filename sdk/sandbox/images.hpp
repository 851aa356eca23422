// Pictures: small, valid, and different for different paths.
#pragma once

#include <string>
#include <string_view>

namespace sandbox {

// A JPEG, or a PNG where the path ends in .png. `type` receives the content type.
std::string picture(std::string_view path, std::string& type);

} // namespace sandbox
