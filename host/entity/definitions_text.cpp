#include "host/entity/definitions.hpp"

#include <wowhost/json.hpp>

#include <array>

#include <fmt/format.h>

namespace wowhost::entity {

namespace {

constexpr int text_version = 1;
constexpr std::array field_types{FieldType::integer, FieldType::real, FieldType::text, FieldType::boolean,
    FieldType::timestamp, FieldType::json, FieldType::reference};

using Json = nlohmann::json;

Json from_field(const Field& field)
{
    Json json{{"name", field.name}, {"type", to_string(field.type)}};
    if (!field.target.empty())
        json["target"] = field.target;
    if (!field.label.empty())
        json["label"] = field.label;
    if (!field.initial.is_null())
        json["initial"] = to_json(field.initial);
    if (!field.initial_from.empty())
        json["initial_from"] = field.initial_from;
    if (!field.needed.empty())
        json["permission"] = field.needed;
    return json;
}

Field to_field(const Json& json)
{
    const auto type = json.at("type").get<std::string>();
    for (const auto candidate : field_types) {
        if (type != to_string(candidate))
            continue;
        Field field(json.at("name").get<std::string>(), candidate);
        field.target = json.value("target", "");
        field.label = json.value("label", "");
        field.initial = json.contains("initial") ? from_json(json["initial"]) : Value();
        field.initial_from = json.value("initial_from", "");
        field.needed = json.value("permission", "");
        return field;
    }
    throw Error(ErrorCode::storage, fmt::format("the field type '{}' is not known", type));
}

template <class Set>
void put_fields(Json& json, const Set& set)
{
    for (const auto& field : set.fields)
        json["fields"].push_back(from_field(field));
    for (const auto& index : set.indexes)
        json["indexes"].push_back({{"fields", index.fields}, {"unique", index.unique}, {"where", index.where}});
}

template <class Set>
void take_fields(const Json& json, Set& set)
{
    for (const auto& field : json.value("fields", Json::array()))
        set.fields.push_back(to_field(field));
    for (const auto& index : json.value("indexes", Json::array()))
        set.indexes.emplace_back(index.at("fields").get<std::vector<std::string>>(), index.at("unique").get<bool>(),
            index.value("where", ""));
}

Json from_type(const EntityType& type)
{
    Json json{{"id", type.id}};
    put_fields(json, type);
    if (!type.label_text.empty())
        json["label"] = type.label_text;
    if (type.is_fetched)
        json["fetched"] = true;
    if (!type.owner_kinds.empty())
        json["owner_kinds"] = type.owner_kinds;
    if (!type.once_per_owner_keys.empty())
        json["once_per_owner"] = type.once_per_owner_keys;
    if (!type.bundle.empty())
        json["bundle_field"] = type.bundle;
    if (!type.needed.empty())
        json["permission"] = type.needed;
    return json;
}

EntityType to_type(const Json& json)
{
    EntityType type(json.at("id").get<std::string>());
    take_fields(json, type);
    type.label_text = json.value("label", "");
    type.is_fetched = json.value("fetched", false);
    type.owner_kinds = json.value("owner_kinds", std::vector<std::string>());
    type.once_per_owner_keys = json.value("once_per_owner", std::vector<std::vector<std::string>>());
    type.bundle = json.value("bundle_field", "");
    type.needed = json.value("permission", "");
    return type;
}

ModuleDefinitions parse(std::string_view text)
{
    const auto json = Json::parse(text);
    if (json.at("version").get<int>() != text_version)
        throw Error(ErrorCode::storage,
            fmt::format("it has version {}, this host reads version {}; run the newer host", json["version"].get<int>(),
                text_version));
    ModuleDefinitions definitions(json.at("module").get<std::string>());
    for (const auto& type : json.value("types", Json::array()))
        definitions.types.push_back(to_type(type));
    for (const auto& entry : json.value("projections", Json::array()))
        take_fields(entry, definitions.projections.emplace_back(entry.at("entity_type").get<std::string>()));
    for (const auto& entry : json.value("owners", Json::array()))
        definitions.owners.emplace_back(
            entry.at("kind").get<std::string>(), entry.at("entity_type").get<std::string>());
    for (const auto& entry : json.value("vocabularies", Json::array()))
        definitions.vocabularies.emplace_back(entry.at("id").get<std::string>(), entry.value("label", ""));
    return definitions;
}

} // namespace

std::string to_text(const ModuleDefinitions& definitions)
{
    Json json{{"version", text_version}, {"module", definitions.module}};
    for (const auto& type : definitions.types)
        json["types"].push_back(from_type(type));
    for (const auto& projection : definitions.projections) {
        Json entry{{"entity_type", projection.entity_type}};
        put_fields(entry, projection);
        json["projections"].push_back(std::move(entry));
    }
    for (const auto& owner : definitions.owners)
        json["owners"].push_back({{"kind", owner.kind}, {"entity_type", owner.entity_type}});
    for (const auto& vocabulary : definitions.vocabularies)
        json["vocabularies"].push_back({{"id", vocabulary.id}, {"label", vocabulary.label}});
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

ModuleDefinitions from_text(std::string_view text)
{
    try {
        return parse(text);
    } catch (const std::exception& error) {
        throw Error(ErrorCode::storage,
            fmt::format("A recorded definition cannot be read: {}. Restore the table wowhost_definition from a backup.",
                error.what()));
    }
}

} // namespace wowhost::entity
