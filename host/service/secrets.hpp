// Secrets in configuration: `env:NAME` and `file:/path` in place of a value.
#pragma once

#include "host/service/redactor.hpp"

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace wowhost::service {

/// Whether the text stands for a value kept elsewhere.
bool is_secret_reference(std::string_view text);
/// Whether a key's name says that its value is a secret: it contains "secret", "password" or "token".
bool names_a_secret(std::string_view key);

/// Reads what `env:` and `file:` stand for, once each, and tells the redactor. Any thread.
class Secrets {
public:
    explicit Secrets(Redactor& redactor);
    /// The text itself when it is no reference. `whose` begins the message of the Error(invalid_argument) that is
    /// thrown when the variable is not set or the file cannot be read; it names key and place.
    std::string resolve(const std::string& text, const std::string& whose);
    /// The first line of the file, which is made with mode 0600 and a random secret when there is none. Throws Error
    /// that names `whose` when it cannot be made or read, or others than its owner may.
    std::string generated(const std::string& path, const std::string& whose);
    /// What is unwise about a reference: a file that others may read.
    static std::optional<std::string> warning(const std::string& text);

private:
    Redactor& redactor_;
    std::mutex mutex_;
    std::map<std::string, std::string> resolved_;
};

} // namespace wowhost::service
