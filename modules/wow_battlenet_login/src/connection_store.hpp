// Connections as rows of `wow_battlenet_account`; their tokens, sealed, as user data, which nothing lists or exports.
#pragma once

#include <user/account_data.hpp>
#include <wow_battlenet_login/connections.hpp>
#include <wowhost/definition.hpp>
#include <wowhost/entity.hpp>

#include <string>

namespace wow_battlenet_login {

wowhost::EntityType account_definition();

class ConnectionStore final : public Connections {
public:
    explicit ConnectionStore(const wowhost::Services& host)
        : host_(host)
    {
    }
    Connection connect(std::int64_t user, const CodeExchange& exchange) const override;
    std::optional<Connection> find(std::int64_t user) const override;
    std::optional<std::int64_t> find_user(const std::string& issuer, const std::string& sub) const override;
    UserToken token(std::int64_t user) const override;
    bool disconnect(std::int64_t user) const override;

private:
    std::int64_t claim(std::int64_t user, const CodeExchange& exchange) const;

    const wowhost::Services& host_;
};

/// What goes with a user, and when one disconnects.
class ConnectionData final : public user::AccountData {
public:
    explicit ConnectionData(const wowhost::Services& host)
        : host_(host)
    {
    }
    std::string source() const override;
    user::RowCounts row_counts(std::int64_t user) const override;
    void purge(std::int64_t user) const override;

private:
    const wowhost::Services& host_;
};

/// Deletes tokens that have expired; a sentence for the report of cron.
std::string forget_expired_tokens(const wowhost::Services& host);

} // namespace wow_battlenet_login
