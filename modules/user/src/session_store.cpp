#include "session_store.hpp"

#include "account_store.hpp"
#include "session_token.hpp"

#include <wowhost/error.hpp>

#include <sodium.h>

#include <array>

namespace user {

using namespace wowhost;

namespace {

constexpr std::int64_t seen_every = 3600; // how exactly the last use is noted: a page hardly ever waits for a writer
constexpr std::int64_t seconds_an_hour = 3600;
constexpr std::int64_t seconds_a_day = 24 * seconds_an_hour;

std::string hex(const unsigned char* bytes, std::size_t size)
{
    std::string text(size * 2 + 1, '\0');
    sodium_bin2hex(text.data(), text.size(), bytes, size);
    text.pop_back();
    return text;
}

std::string random_token()
{
    if (sodium_init() < 0)
        throw Error(ErrorCode::failed, "libsodium can't be initialised; reinstall libsodium23");
    std::array<unsigned char, session_token_bytes> bytes{};
    randombytes_buf(bytes.data(), bytes.size());
    return hex(bytes.data(), bytes.size());
}

/// What the database knows of a token: enough to recognise it, nothing to use.
std::string hash_of(const std::string& token)
{
    std::array<unsigned char, crypto_generichash_BYTES> digest{};
    crypto_generichash(
        digest.data(), digest.size(), reinterpret_cast<const unsigned char*>(token.data()), token.size(), nullptr, 0);
    return hex(digest.data(), digest.size());
}

} // namespace

EntityType session_definition()
{
    return EntityType(session_type)
        .permission("administer users")
        .label("Session")
        .text("token_hash")
        .timestamp("created")
        .timestamp("last_seen")
        .unique({"token_hash"})
        .ownable_by("user");
}

bool SessionStore::is_over(const Entity& row, std::int64_t now) const
{
    return now - row["created"].integer() >= host_.config().integer("session_days") * seconds_a_day
        || now - row["last_seen"].integer() >= host_.config().integer("session_idle_hours") * seconds_an_hour;
}

std::optional<Entity> SessionStore::find(const Request& request) const
{
    const auto& token = request.cookies.get(session_cookie);
    if (!is_session_token(token))
        return std::nullopt;
    auto row = host_.entities().find(session_type, {Condition("token_hash", Operator::equal, hash_of(token))});
    if (!row || row->get("user").is_null() || is_over(*row, host_.now()))
        return std::nullopt;
    return row;
}

std::optional<Identity> SessionStore::identify(const Request& request) const
{
    const auto row = find(request);
    if (!row)
        return std::nullopt;
    const auto account = AccountStore(host_).load((*row)["user"].integer());
    if (!account || account->blocked)
        return std::nullopt;
    if (const auto now = host_.now(); now - (*row)["last_seen"].integer() >= seen_every) {
        Entity seen(session_type);
        seen.set_id(row->id());
        seen.set("last_seen", now);
        try {
            host_.entities().save(seen);
        } catch (const Error&) {
            // It has just been ended by somebody else, or the database is busy: this answer is right all the same.
        }
    }
    Identity identity;
    identity.user = account->id;
    identity.name = account->name;
    identity.roles = account->roles;
    identity.session = (*row)["token_hash"].string();
    return identity;
}

Cookie SessionStore::begin(std::int64_t user, const Request& request) const
{
    const auto account = AccountStore(host_).load(user);
    if (!account || account->blocked)
        throw Error(ErrorCode::refused, "this account is blocked; ask an administrator");
    const auto token = random_token();
    const auto now = host_.now();
    host_.entities().transaction([&] {
        end(request);
        auto row = host_.entities().create(
            session_type, {{"token_hash", hash_of(token)}, {"created", now}, {"last_seen", now}, {"user", user}});
        host_.entities().save(row);
        AccountStore(host_).note_login(user);
    });
    Cookie cookie(session_cookie, token);
    cookie.max_age = std::chrono::seconds(host_.config().integer("session_days") * seconds_a_day);
    return cookie;
}

Cookie SessionStore::end(const Request& request) const
{
    if (const auto row = find(request))
        host_.entities().remove(session_type, {row->id()});
    return Cookie::removal(session_cookie);
}

std::int64_t SessionStore::end_all(std::int64_t user, const Request* request) const
{
    const auto own = request ? find(*request) : std::nullopt;
    auto query = Query(session_type).where("user", user);
    if (own)
        query.where("id", Operator::not_equal, own->id());
    return host_.entities().remove(session_type, host_.entities().ids(query));
}

Value SessionStore::list(std::int64_t user, const Request& request) const
{
    const auto own = find(request);
    const auto now = host_.now();
    Value rows = Value::Array{};
    for (const auto& row :
        host_.entities().select(Query(session_type).where("user", user).sort("-last_seen").limit(50)))
        if (!is_over(row, now))
            rows.push_back(Value::object({{"created", row["created"]}, {"last_seen", row["last_seen"]},
                {"current", own && own->id() == row.id()}}));
    return rows;
}

std::string SessionStore::sweep() const
{
    const auto now = host_.now();
    constexpr std::int64_t at_once = 1000;
    std::int64_t ended = 0;
    const std::pair<const char*, std::int64_t> limits[] = {
        {"created", now - host_.config().integer("session_days") * seconds_a_day},
        {"last_seen", now - host_.config().integer("session_idle_hours") * seconds_an_hour}};
    for (const auto& [field, limit] : limits)
        while (!host_.cancelled()) {
            const auto ids =
                host_.entities().ids(Query(session_type).where(field, Operator::less_equal, limit).limit(at_once));
            if (ids.empty())
                break;
            ended += host_.entities().remove(session_type, ids);
        }
    return std::to_string(ended) + " sessions removed";
}

} // namespace user
