// What one visitor may see of the installed types, under the names that documents use.
//
// A type or field that needs a permission which the visitor lacks is not in here: whoever asks by this catalogue cannot
// tell it from one that does not exist. Made per request; for one thread.
#pragma once

#include <wowhost/schema.hpp>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace jsonapi {

/// A field: an attribute, or a relationship when it is a reference.
struct Member {
    std::string name; ///< In documents; see member_name.
    wowhost::FieldInfo field;

    bool is_relationship() const noexcept { return field.type == wowhost::FieldType::reference; }
};

struct ResourceType {
    std::string id;
    std::string label;
    std::vector<Member> members;

    const Member* find(std::string_view name) const noexcept;
};

/// Where a path such as `kind.name` ends.
struct Place {
    std::string path; ///< In fields of the storage.
    wowhost::FieldType type = wowhost::FieldType::integer;
};

constexpr std::size_t deepest_path = 3; ///< References that a path follows.

class Catalogue {
public:
    using Describe = std::function<std::optional<wowhost::TypeInfo>(std::string_view type)>;
    using May = std::function<bool(const std::string& permission)>;

    Catalogue(Describe describe, May may)
        : describe_(std::move(describe))
        , may_(std::move(may))
    {
    }

    /// Null: there is none, as far as this visitor is concerned. Valid as long as the catalogue.
    const ResourceType* type(std::string_view id) const;
    /// As above, of a type that is at hand.
    std::optional<ResourceType> seen(const wowhost::TypeInfo& info) const;
    /// Follows references; nothing when a part does not exist, or the path is longer than deepest_path.
    std::optional<Place> resolve(const ResourceType& type, std::string_view path) const;

private:
    bool may(const std::string& permission) const { return permission.empty() || may_(permission); }

    Describe describe_;
    May may_;
    mutable std::map<std::string, std::unique_ptr<ResourceType>, std::less<>> known_;
};

/// JSON:API keeps `id` and `type` for itself: a field `type` is called `type_value`.
std::string member_name(const wowhost::TypeInfo& info, const std::string& field);

} // namespace jsonapi
