// Passwords and their argon2id hashes (libsodium's crypto_pwhash_str).
#pragma once

#include <string>

namespace user {

/// Throws Error(invalid_argument) that says how to choose one.
void check_password(const std::string& password);

/// Some 60 ms and 64 MiB; not many at once are computed by one process, the others wait.
std::string hash_password(const std::string& password);

/// False also for an empty hash, which takes as long as any.
bool fits(const std::string& hash, const std::string& password);

/// Whether the hash is weaker than what hash_password makes today.
bool is_outdated(const std::string& hash);

/// Letters and digits that are not easily mixed up, 100 bits.
std::string random_password();

} // namespace user
