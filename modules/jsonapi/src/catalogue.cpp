#include "catalogue.hpp"

#include <algorithm>

namespace jsonapi {

using namespace wowhost;

const Member* ResourceType::find(std::string_view name) const noexcept
{
    const auto found =
        std::find_if(members.begin(), members.end(), [&](const Member& member) { return member.name == name; });
    return found == members.end() ? nullptr : &*found;
}

std::string member_name(const TypeInfo& info, const std::string& field)
{
    if (field != "type" && field != "id")
        return field;
    auto name = field + "_value";
    const auto is_taken = [&] {
        return std::any_of(
            info.fields.begin(), info.fields.end(), [&](const FieldInfo& other) { return other.name == name; });
    };
    while (is_taken())
        name += "_value";
    return name;
}

std::optional<ResourceType> Catalogue::seen(const TypeInfo& info) const
{
    if (!may(info.permission))
        return std::nullopt;
    ResourceType type;
    type.id = info.id;
    type.label = info.label;
    type.members.reserve(info.fields.size());
    for (const auto& field : info.fields)
        if (may(field.permission))
            type.members.push_back({member_name(info, field.name), field});
    return type;
}

const ResourceType* Catalogue::type(std::string_view id) const
{
    const auto found = known_.find(id);
    if (found != known_.end())
        return found->second.get();
    std::unique_ptr<ResourceType> type;
    if (const auto info = describe_(id))
        if (auto visible = seen(*info))
            type = std::make_unique<ResourceType>(std::move(*visible));
    return known_.emplace(std::string(id), std::move(type)).first->second.get();
}

std::optional<Place> Catalogue::resolve(const ResourceType& type, std::string_view path) const
{
    Place place;
    const auto* at = &type;
    for (std::size_t depth = 0; depth <= deepest_path; ++depth) {
        const auto dot = path.find('.');
        const auto name = path.substr(0, dot);
        const bool ends = dot == std::string_view::npos;
        if (ends && name == "id") {
            place.path += "id";
            return place;
        }
        const auto* member = at->find(name);
        if (member == nullptr)
            return std::nullopt;
        place.path += member->field.name;
        if (ends) {
            place.type = member->field.type;
            return place;
        }
        if (!member->is_relationship() || member->field.target_type.empty())
            return std::nullopt;
        at = this->type(member->field.target_type);
        if (at == nullptr)
            return std::nullopt;
        place.path += '.';
        path.remove_prefix(dot + 1);
    }
    return std::nullopt;
}

} // namespace jsonapi
