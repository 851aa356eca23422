// What headers ask for: encodings, conditions, and who a proxy says the visitor is. Pure functions over any bytes.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wowhost::web {

/// Whether an Accept-Encoding header allows gzip.
bool accepts_gzip(std::string_view accept_encoding);

/// Whether an If-None-Match header names `etag` (weak comparison) or is "*".
bool etag_matches(std::string_view if_none_match, std::string_view etag);

/// W/"…" of a body.
std::string etag_of(std::string_view body);

/// gzip of `text`; nothing when it would not get smaller.
std::optional<std::string> gzip(std::string_view text);
/// Whether bytes of that type are worth compressing.
bool is_compressible(std::string_view content_type);

/// Networks whose X-Forwarded-* headers are believed.
class TrustedProxies {
public:
    /// Addresses and networks ("10.0.0.0/8", "::1"). Throws Error(invalid_argument) naming what is neither.
    explicit TrustedProxies(const std::vector<std::string>& networks);
    /// An empty address is a Unix socket's, and trusted: its file's permissions say who may use it.
    bool trusts(const std::string& address) const;
    /// The visitor's address: the last of `forwarded` (X-Forwarded-For) that is no trusted proxy, if `peer` is one.
    std::string client(const std::string& peer, std::string_view forwarded) const;

private:
    struct Network {
        std::string bytes; ///< 4 or 16.
        unsigned bits;
    };
    std::vector<Network> networks_;
};

} // namespace wowhost::web
