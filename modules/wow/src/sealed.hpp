// wow: text that only who knows a secret can read, as base64, for what must not lie open in the database.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace wow {

std::string base64(std::string_view bytes);

/// Encrypted and authenticated (libsodium's secretbox) with a key made from `secret`.
std::string seal(std::string_view text, std::string_view secret);
/// Nothing when the text was sealed with another secret, or damaged.
std::optional<std::string> unseal(std::string_view sealed, std::string_view secret);

} // namespace wow
