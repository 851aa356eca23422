#include "host/database/postgresql/postgresql_statements.hpp"

#include "host/database/postgresql/types.hpp"
#include "host/database/statement_text.hpp"

#include <bit>
#include <cmath>

namespace wowhost::database::postgresql {

namespace {

constexpr std::size_t variants_kept = 16; // of one statement

Oid type_of(const Bound& value)
{
    switch (value.index()) {
    case 1: return type_boolean;
    case 2: return type_int8;
    case 3: return type_float8;
    case 4: return type_text;
    default: return type_unspecified;
    }
}

std::array<char, 8> big_endian(std::uint64_t value)
{
    std::array<char, 8> bytes{};
    for (std::size_t index = 0; index < bytes.size(); ++index) {
        bytes[index] = static_cast<char>(static_cast<unsigned char>(value >> (56U - 8U * index)));
    }
    return bytes;
}

} // namespace

void Parameters::set(std::string_view sql, std::span<const Bound> bound)
{
    numbers_.resize(bound.size());
    values_.assign(bound.size(), nullptr);
    lengths_.assign(bound.size(), 0);
    formats_.assign(bound.size(), 1);
    for (std::size_t index = 0; index < bound.size(); ++index) {
        const Bound& value = bound[index];
        if (const auto* text = std::get_if<std::string_view>(&value)) {
            check_text(sql, *text);
            values_[index] = text->data() != nullptr ? text->data() : ""; // a null pointer would be null
            lengths_[index] = static_cast<int>(text->size());
            continue;
        }
        if (const auto* integer = std::get_if<std::int64_t>(&value)) {
            numbers_[index] = big_endian(static_cast<std::uint64_t>(*integer));
            lengths_[index] = 8;
        } else if (const auto* real = std::get_if<double>(&value); real != nullptr && !std::isnan(*real)) {
            numbers_[index] = big_endian(std::bit_cast<std::uint64_t>(*real));
            lengths_[index] = 8;
        } else if (const auto* boolean = std::get_if<bool>(&value)) {
            numbers_[index][0] = *boolean ? 1 : 0;
            lengths_[index] = 1;
        } else {
            continue;
        }
        values_[index] = numbers_[index].data();
    }
}

bool Statements::Prepared::fits(std::span<const Bound> bound) const
{
    for (std::size_t index = 0; index < bound.size(); ++index) {
        const Oid type = type_of(bound[index]);
        if (type != type_unspecified && type != types[index]) {
            return false;
        }
    }
    return true;
}

void Statements::refresh()
{
    if (stale_) {
        session_.simple("DEALLOCATE ALL");
        forget();
    }
}

Statements::Entry& Statements::entry_for(std::string_view sql)
{
    if (const auto found = by_sql_.find(sql); found != by_sql_.end()) {
        entries_.splice(entries_.begin(), entries_, found->second);
        return entries_.front();
    }
    if (entries_.size() >= capacity_) {
        for (const Prepared& variant : entries_.back().variants) {
            session_.simple("DEALLOCATE " + variant.name);
        }
        by_sql_.erase(entries_.back().sql);
        entries_.pop_back();
    }
    Entry& entry = entries_.emplace_front();
    entry.sql = sql;
    entry.translated = translate_placeholders(sql);
    entry.known.assign(entry.translated.placeholders, type_unspecified);
    by_sql_.emplace(entry.sql, entries_.begin());
    return entry;
}

void Statements::learn(std::string_view sql, std::size_t columns, std::span<const Bound> flat)
{
    refresh();
    Entry& entry = entry_for(sql);
    check_parameter_count(sql, entry.translated.placeholders, columns);
    for (std::size_t column = 0; column < columns; ++column) {
        for (std::size_t at = column; at < flat.size(); at += columns) {
            if (const Oid type = type_of(flat[at]); type != type_unspecified) {
                entry.known[column] = type;
                break;
            }
        }
    }
}

Statements::Prepared Statements::prepared_for(std::string_view sql, std::span<const Bound> bound)
{
    refresh();
    Entry& entry = entry_for(sql);
    check_parameter_count(sql, entry.translated.placeholders, bound.size());
    for (std::size_t index = 0; index < bound.size(); ++index) {
        if (const Oid type = type_of(bound[index]); type != type_unspecified) {
            entry.known[index] = type;
        }
    }
    for (const Prepared& variant : entry.variants) {
        if (variant.types == entry.known) {
            return variant;
        }
    }
    const std::string name = "wowhost_" + std::to_string(++serial_);
    const Result result(PQprepare(session_.get(), name.c_str(), entry.translated.sql.c_str(),
        static_cast<int>(entry.known.size()), entry.known.data()));
    if (!succeeded(result.get())) {
        // The types may be the mistake: do not let them stick to later nulls.
        std::fill(entry.known.begin(), entry.known.end(), type_unspecified);
        session_.fail(result.get(), sql);
    }
    if (entry.variants.size() >= variants_kept) {
        session_.simple("DEALLOCATE " + entry.variants.front().name);
        entry.variants.erase(entry.variants.begin());
    }
    return entry.variants.emplace_back(Prepared{entry.known, name});
}

void Statements::forget()
{
    by_sql_.clear();
    entries_.clear();
    stale_ = false;
}

} // namespace wowhost::database::postgresql
