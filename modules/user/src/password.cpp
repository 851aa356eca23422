#include "password.hpp"

#include <wowhost/error.hpp>

#include <sodium.h>

#include <array>
#include <semaphore>
#include <string_view>

namespace user {

using wowhost::Error;
using wowhost::ErrorCode;

namespace {

constexpr std::size_t shortest = 8;
constexpr std::size_t longest = 1024;
constexpr auto operations = crypto_pwhash_OPSLIMIT_INTERACTIVE;
constexpr auto memory = crypto_pwhash_MEMLIMIT_INTERACTIVE;

// Each hash takes 64 MiB, which visitors must not multiply at will.
constexpr std::ptrdiff_t at_once = 2;
std::counting_semaphore<at_once> places(at_once);

class Place {
public:
    Place() { places.acquire(); }
    ~Place() { places.release(); }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
};

void need_sodium()
{
    if (sodium_init() < 0)
        throw Error(ErrorCode::failed, "libsodium can't be initialised; reinstall libsodium23");
}

/// What is compared where there is no hash. Nothing fits it, as nobody knows what it was made of.
const std::string& hash_of_nobody()
{
    static const std::string hash = hash_password(random_password());
    return hash;
}

} // namespace

void check_password(const std::string& password)
{
    if (password.size() < shortest)
        throw Error(ErrorCode::invalid_argument, "the password has fewer than 8 characters; choose a longer one");
    if (password.size() > longest)
        throw Error(ErrorCode::invalid_argument, "the password has more than 1024 characters; choose a shorter one");
    if (password.find('\0') != std::string::npos)
        throw Error(ErrorCode::invalid_argument, "the password contains a zero byte; choose one of letters and digits");
}

std::string hash_password(const std::string& password)
{
    need_sodium();
    std::array<char, crypto_pwhash_STRBYTES> hash{};
    const Place place;
    if (crypto_pwhash_str(hash.data(), password.data(), password.size(), operations, memory) != 0)
        throw Error(
            ErrorCode::failed, "there is not enough memory to hash a password (64 MiB); free some, and try again");
    return hash.data();
}

bool fits(const std::string& hash, const std::string& password)
{
    need_sodium();
    const auto& nobody = hash_of_nobody();
    // libsodium reads a hash of exactly this size
    std::array<char, crypto_pwhash_STRBYTES> compared{};
    const auto& chosen = hash.empty() ? nobody : hash;
    chosen.copy(compared.data(), compared.size() - 1);
    const auto tried = std::string_view(password).substr(0, longest);
    const Place place;
    const bool same = crypto_pwhash_str_verify(compared.data(), tried.data(), tried.size()) == 0;
    return same && !hash.empty() && password.size() <= longest;
}

bool is_outdated(const std::string& hash)
{
    need_sodium();
    return crypto_pwhash_str_needs_rehash(hash.c_str(), operations, memory) != 0;
}

std::string random_password()
{
    need_sodium();
    constexpr std::string_view letters = "abcdefghjkmnpqrstuvwxyz23456789A"; // 32
    constexpr std::size_t length = 20;
    std::string password;
    while (password.size() < length)
        password += letters[randombytes_uniform(static_cast<std::uint32_t>(letters.size()))];
    return password;
}

} // namespace user
