// What a request asks for: the query's parameters, checked against what the visitor may see.
//
//     filter[level][ge]=60  filter[kind.name]=Verse  sort=-level,name  page[size]=20  page[after]=…
//     fields[content_page]=text,kind  include=kind
//
// Every parameter that is wrong is a fault of its own, so that a client hears of all at once. Pure; any input.
#pragma once

#include "catalogue.hpp"

#include <wowhost/entity.hpp>
#include <wowhost/request.hpp>

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace jsonapi {

/// One entry of `errors`.
struct Fault {
    int status = 400;
    std::string detail;
    std::string parameter; ///< Empty: it is not a parameter's.
    std::string header; ///< The header at fault, or empty.
};

struct SortKey {
    std::string path; ///< In fields of the storage.
    bool descending = false;
    wowhost::FieldType type = wowhost::FieldType::integer;

    friend bool operator==(const SortKey&, const SortKey&) = default;
};

/// A relationship to follow, and what to follow from there.
struct Include {
    const Member* member = nullptr;
    const ResourceType* target = nullptr;
    std::vector<Include> children;
};

struct Parameters {
    wowhost::Conditions conditions;
    std::vector<SortKey> sorts; ///< Nothing that comes after the id: it decides.
    std::int64_t size = 0;
    std::string after;
    /// By type: which members to show. A type that is not in here shows all.
    std::map<std::string, std::set<std::string>, std::less<>> fields;
    std::vector<Include> include;
    bool has_include = false;
    std::vector<Fault> faults;
};

enum class Address {
    index, ///< Takes no parameter.
    collection,
    row, ///< Takes `fields` and `include`.
};

struct PageLimits {
    std::int64_t size = 50;
    std::int64_t largest = 100;
};

constexpr std::size_t most_filters = 20;
constexpr std::size_t most_sorts = 3;
constexpr std::size_t most_includes = 12; ///< Relationships followed, those on the way counted.
constexpr std::size_t most_faults = 20;

/// `type` is null for the index. Pointers in the result are the catalogue's.
Parameters parse_parameters(const Catalogue& catalogue, const ResourceType* type, Address address,
    const wowhost::Fields& query, const PageLimits& limits);

/// `filter[a][b]` → "filter", "a", "b". Empty when the brackets are not paired.
std::vector<std::string_view> name_parts(std::string_view name);

} // namespace jsonapi
