#include "host/database/postgresql/placeholders.hpp"

#include <cctype>

namespace wowhost::database::postgresql {

namespace {

bool is_word(char character)
{
    const auto byte = static_cast<unsigned char>(character);
    return std::isalnum(byte) != 0 || character == '_' || byte >= 0x80U;
}

/// The position after the quoted text that begins at `begin`; doubled quotes need no care, they begin another one.
std::size_t after_quoted(std::string_view sql, std::size_t begin, bool backslashes)
{
    const char quote = sql[begin];
    for (std::size_t at = begin + 1; at < sql.size(); ++at) {
        if (backslashes && sql[at] == '\\') {
            ++at;
        } else if (sql[at] == quote) {
            return at + 1;
        }
    }
    return sql.size();
}

std::size_t after_line(std::string_view sql, std::size_t begin)
{
    const std::size_t end = sql.find('\n', begin);
    return end == std::string_view::npos ? sql.size() : end;
}

/// Block comments nest in PostgreSQL.
std::size_t after_block(std::string_view sql, std::size_t begin)
{
    int depth = 0;
    std::size_t at = begin;
    while (at + 1 < sql.size()) {
        const std::string_view two = sql.substr(at, 2);
        if (two == "/*") {
            ++depth;
            at += 2;
        } else if (two == "*/") {
            at += 2;
            if (--depth == 0) {
                return at;
            }
        } else {
            ++at;
        }
    }
    return sql.size();
}

/// `$$…$$` or `$tag$…$tag$`; `begin + 1` when it is neither.
std::size_t after_dollar(std::string_view sql, std::size_t begin)
{
    std::size_t end = begin + 1;
    while (end < sql.size() && is_word(sql[end])) {
        ++end;
    }
    const bool number = begin + 1 < sql.size() && std::isdigit(static_cast<unsigned char>(sql[begin + 1])) != 0;
    if (end >= sql.size() || sql[end] != '$' || number) {
        return begin + 1;
    }
    const std::string_view tag = sql.substr(begin, end - begin + 1);
    const std::size_t close = sql.find(tag, end + 1);
    return close == std::string_view::npos ? sql.size() : close + tag.size();
}

std::size_t after_token(std::string_view sql, std::size_t at)
{
    const char character = sql[at];
    const std::string_view two = sql.substr(at, 2);
    if (character == '\'') {
        const bool escaped = at > 0 && (sql[at - 1] == 'E' || sql[at - 1] == 'e') && (at < 2 || !is_word(sql[at - 2]));
        return after_quoted(sql, at, escaped);
    }
    if (character == '"') {
        return after_quoted(sql, at, false);
    }
    if (two == "--") {
        return after_line(sql, at);
    }
    if (two == "/*") {
        return after_block(sql, at);
    }
    if (character == '$' && (at == 0 || !is_word(sql[at - 1]))) {
        return after_dollar(sql, at);
    }
    return at + 1;
}

} // namespace

Translated translate_placeholders(std::string_view sql)
{
    Translated result;
    result.sql.reserve(sql.size() + 16);
    for (std::size_t at = 0; at < sql.size();) {
        if (sql[at] == '?') {
            result.sql += '$' + std::to_string(++result.placeholders);
            ++at;
            continue;
        }
        const std::size_t next = after_token(sql, at);
        result.sql += sql.substr(at, next - at);
        at = next;
    }
    return result;
}

} // namespace wowhost::database::postgresql
