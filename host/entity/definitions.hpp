// What one module stores, as recorded when it was installed: the only thing that schema, storage and uninstall need.
//
// `validate` says what is wrong within one module; what only shows with others beside it (two modules, one column) is
// refused by build_schema. The text form is canonical JSON with a version: equal definitions give equal text. Values
// and pure functions, for any thread.
#pragma once

#include <wowhost/definition.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace wowhost::entity {

/// The entity type whose bundles are the vocabularies.
inline constexpr std::string_view term_type = "taxonomy_term";
/// The field that fetched() adds.
inline constexpr std::string_view last_fetched_field = "last_fetched";

struct ModuleDefinitions {
    ModuleDefinitions() = default;
    explicit ModuleDefinitions(std::string module_)
        : module(std::move(module_))
    {
    }
    std::string module;
    std::vector<EntityType> types;
    std::vector<Projection> projections;
    std::vector<OwnerProjection> owners;
    std::vector<Vocabulary> vocabularies;
};

/// Throws Error(invalid_argument) that names module, type and field, with all further faults as its reasons.
void validate(const ModuleDefinitions& definitions);

std::string to_text(const ModuleDefinitions& definitions);
/// Throws Error(storage) when the text is damaged or of a newer version.
ModuleDefinitions from_text(std::string_view text);

/// "integer", "real", "text", "boolean", "timestamp", "json", "reference".
const char* to_string(FieldType type) noexcept;

/// Whether a value of a field of this type may be `value`. Null always may.
bool accepts(FieldType type, const Value& value) noexcept;

} // namespace wowhost::entity
