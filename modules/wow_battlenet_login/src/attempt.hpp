// A login under way: what the visitor's browser keeps between the way to Battle.net and the way back.
//
// It lies in a cookie that only this site can open (sealed), so that nobody fills the database by beginning logins. It
// is good for one answer: `use` notes the state of an attempt whose answer has come, for all processes.
#pragma once

#include <wowhost/request.hpp>
#include <wowhost/response.hpp>
#include <wowhost/services.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace wow_battlenet_login {

class Attempt {
public:
    std::string state;
    std::string nonce;
    std::string verifier; ///< Of PKCE.
    std::string destination; ///< A path of this site, or empty.
    std::int64_t user = 0; ///< Who connects an account; 0: somebody logs in.
    std::int64_t expires = 0;
};

/// A new one, of random state, nonce and verifier.
Attempt begin_attempt(const wowhost::Services& host, std::int64_t user, const std::string& destination);

/// The S256 challenge to its verifier.
std::string challenge_of(const Attempt& attempt);

wowhost::Cookie cookie_of(const wowhost::Services& host, const Attempt& attempt);
wowhost::Cookie no_cookie();

/// The attempt that the browser keeps; nothing when it keeps none, or one that is too old or not of this site.
std::optional<Attempt> find_attempt(const wowhost::Services& host, const wowhost::Request& request);

/// Takes note that the answer to it has come. False when one had come before.
bool use(const wowhost::Services& host, const Attempt& attempt);

/// Forgets the notes of attempts that are too old by now; a sentence for the report of cron.
std::string forget_old_attempts(const wowhost::Services& host);

} // namespace wow_battlenet_login
