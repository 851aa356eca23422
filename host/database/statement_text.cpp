#include "host/database/statement_text.hpp"

#include <fmt/format.h>

namespace wowhost::database {

std::string shortened(std::string_view sql)
{
    constexpr std::size_t limit = 200;
    std::string line;
    for (const char character : sql) {
        const bool blank = character == ' ' || character == '\n' || character == '\t' || character == '\r';
        if (blank && (line.empty() || line.back() == ' ')) {
            continue;
        }
        line += blank ? ' ' : character;
        if (line.size() > limit + 3) {
            break;
        }
    }
    if (line.size() > limit) {
        std::size_t end = limit;
        while (end > 0 && (static_cast<unsigned char>(line[end]) & 0xC0U) == 0x80U) {
            --end;
        }
        line.resize(end);
        line += "…";
    }
    return line;
}

void check_parameter_count(std::string_view sql, std::size_t placeholders, std::size_t bound)
{
    if (placeholders != bound) {
        throw Error(ErrorCode::storage,
            fmt::format(
                "The statement has {} placeholders, but {} values are bound: {}", placeholders, bound, shortened(sql)));
    }
}

std::size_t check_rows(std::string_view sql, std::size_t columns, std::size_t flat)
{
    if (flat == 0) {
        return 0;
    }
    if (columns == 0 || flat % columns != 0) {
        throw Error(ErrorCode::storage,
            fmt::format("{} values do not make whole rows of {}; bind every column of every row: {}", flat, columns,
                shortened(sql)));
    }
    return flat / columns;
}

void check_text(std::string_view sql, std::string_view text)
{
    if (text.find('\0') != std::string_view::npos) {
        throw Error(ErrorCode::storage,
            fmt::format("A text with a NUL byte cannot be stored; remove the byte before: {}", shortened(sql)));
    }
}

void throw_transaction_failed(std::string_view sql)
{
    throw Error(ErrorCode::storage,
        fmt::format("An earlier statement of this transaction failed, so it can only be rolled back; not run: {}",
            shortened(sql)));
}

} // namespace wowhost::database
