// Names that a module writes and nobody else knows: types that it refers to, permissions that it asks for. A host takes
// them, since a module that is not installed may bring them; an author has mostly mistyped them.
#include "host/module/runtime.hpp"
#include "host/service/nearest.hpp"
#include "sdk/testing/contract_parts.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace wowhost::testing {
namespace {

class Names {
public:
    Names(const entity::Schema& schema, const module::ModuleSet& modules, bool complete)
        : complete_(complete)
    {
        for (const auto& [type, table] : schema.tables())
            types_.push_back(type);
        for (const auto& [id, vocabulary] : schema.vocabularies())
            types_.push_back(id);
        for (const auto& entry : modules.entries())
            for (const auto& permission : entry.info.permissions)
                permissions_.push_back(permission.name);
    }
    void type(const std::string& who, const std::string& what, const std::string& name)
    {
        known(types_,
            fmt::format("schema: {} {} {}, a type or vocabulary that neither it nor a module that its info "
                        "file names has; correct the name, or name the module under `optional`",
                who, what, name),
            name);
    }
    void permission(const std::string& who, const std::string& name)
    {
        if (!name.empty())
            known(permissions_,
                fmt::format("permissions: {} asks for \"{}\", which no info file on modules.path "
                            "declares, so that nobody has it; declare it under `permissions`",
                    who, name),
                name);
    }
    Sentences take() { return std::move(sentences_); }

private:
    void known(const std::vector<std::string>& names, const std::string& sentence, const std::string& name)
    {
        if (std::find(names.begin(), names.end(), name) != names.end())
            return;
        const auto hint = service::nearest_hint(name, names);
        if (complete_ || !hint.empty())
            sentences_.push_back(sentence + hint);
    }

    const bool complete_;
    std::vector<std::string> types_;
    std::vector<std::string> permissions_;
    Sentences sentences_;
};

} // namespace

Sentences check_names(Host& host, const std::string& module, bool complete)
{
    auto& runtime = HostAccess::of(host).loaded();
    const auto snapshot = runtime.registry().current();
    const auto loaded = snapshot->find(module);
    if (!loaded)
        return {};
    Names names(*snapshot->schema(), runtime.modules(), complete);
    const auto& all = loaded->registrations();
    const auto fields = [&](const std::string& type, const std::vector<Field>& list) {
        for (const auto& field : list) {
            if (field.type == FieldType::reference)
                names.type(type + "." + field.name, "refers to", field.target);
            names.permission(type + "." + field.name, field.needed);
        }
    };
    for (const auto& type : all.definitions.types) {
        fields(type.id, type.fields);
        names.permission("entity type " + type.id, type.needed);
    }
    for (const auto& projection : all.definitions.projections) {
        names.type("a projection", "adds columns to", projection.entity_type);
        fields(projection.entity_type, projection.fields);
    }
    for (const auto& owner : all.definitions.owners)
        names.type("owner kind " + owner.kind, "is of", owner.entity_type);
    for (const auto& route : all.routes)
        names.permission(fmt::format("route {} {}", route.method, route.path), route.needed);
    return names.take();
}

} // namespace wowhost::testing
