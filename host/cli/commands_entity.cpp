#include "host/cli/session.hpp"
#include "host/entity/rows.hpp"

#include <wowhost/json.hpp>

#include <fmt/format.h>

#include <cstdio>
#include <sstream>

namespace wowhost::cli {
namespace {

std::vector<std::string> split_list(const std::string& text)
{
    std::vector<std::string> parts;
    std::istringstream in(text);
    for (std::string part; std::getline(in, part, ',');) {
        const auto first = part.find_first_not_of(' ');
        if (first != std::string::npos)
            parts.push_back(part.substr(first, part.find_last_not_of(' ') - first + 1));
    }
    return parts;
}

/// The storage with the work lock held: no change of modules while the command runs.
struct Work {
    explicit Work(Session& session)
        : runtime(session.loaded())
        , unit(runtime.take_work_lock_shared())
        , schema(runtime.registry().current()->schema())
    {
    }
    module::Runtime& runtime;
    service::WorkHandle unit;
    std::shared_ptr<const entity::Schema> schema;
};

Query query_of(const Work& work, CommandContext& context)
{
    const auto type = context.argument("type");
    work.schema->require(type);
    Query query(type);
    for (const auto& condition : context.values("where"))
        query.conditions.push_back(entity::parse_condition(*work.schema, type, condition));
    return query;
}

CommandResult types(Session& session, CommandContext&)
{
    const Work work(session);
    Value::Array rows;
    for (const auto& [id, table] : work.schema->tables()) {
        Value::Array fields;
        fields.push_back(Value::object({{"name", "id"}, {"type", "integer"}, {"provider", table.provider},
            {"target", nullptr}, {"permission", nullptr}}));
        for (const auto& column : table.columns)
            fields.push_back(Value::object({{"name", column.name}, {"type", entity::to_string(column.type)},
                {"provider", column.provider}, {"target", column.target.empty() ? Value() : Value(column.target)},
                {"permission", column.permission.empty() ? Value() : Value(column.permission)}}));
        rows.push_back(Value::object({{"id", id}, {"label", table.label}, {"provider", table.provider},
            {"permission", table.permission.empty() ? Value() : Value(table.permission)}, {"fields", fields},
            {"rows", work.runtime.entities().count(Query(id))}}));
    }
    CommandResult result(rows);
    result.columns = {"id", "label", "provider", "rows", "fields"};
    return result;
}

CommandResult schema(Session& session, CommandContext& context)
{
    const Work work(session);
    const auto type = context.argument("type");
    if (!type.empty())
        work.schema->require(type);
    return CommandResult(entity::to_text(*work.schema, type));
}

CommandResult list(Session& session, CommandContext& context)
{
    const Work work(session);
    auto query = query_of(work, context);
    for (const auto& sort : context.values("sort"))
        query.sort(sort);
    if (context.given("limit"))
        query.limit(parse_integer(context.option("limit"), "--limit"));
    if (context.given("offset"))
        query.offset(parse_integer(context.option("offset"), "--offset"));
    const auto fields = entity::row_fields(*work.schema, query.type, split_list(context.option("fields")));
    if (context.given("fields"))
        query.only(fields);
    Value::Array rows;
    for (const auto& row : work.runtime.entities().select(query))
        rows.push_back(entity::to_row(fields, row));
    CommandResult result(rows);
    result.columns = fields;
    return result;
}

CommandResult get(Session& session, CommandContext& context)
{
    const Work work(session);
    const auto type = context.argument("type");
    const auto id = parse_integer(context.argument("id"), "ID");
    work.schema->require(type);
    const auto row = work.runtime.entities().load(type, id);
    if (!row)
        throw Error(ErrorCode::not_found, fmt::format("there is no {} with id {}", type, id));
    const auto fields = entity::row_fields(*work.schema, type);
    CommandResult result(entity::to_row(fields, *row));
    result.columns = fields;
    return result;
}

CommandResult count(Session& session, CommandContext& context)
{
    const Work work(session);
    return Value::object({{"count", work.runtime.entities().count(query_of(work, context))}});
}

CommandResult save(Session& session, CommandContext& context)
{
    const Work work(session);
    const auto type = context.argument("type");
    const auto row = parse_json(context.argument("json"));
    work.schema->require(type);
    if (!row.is_object())
        throw Error(
            ErrorCode::invalid_argument, "entity save takes a JSON object of fields, for example '{\"name\":\"x\"}'");
    if (context.dry_run())
        return Value::object({{"id", row["id"]}});
    return Value::object({{"id", entity::save_row(work.runtime.entities(), type, row)}});
}

CommandResult remove(Session& session, CommandContext& context)
{
    const Work work(session);
    const auto type = context.argument("type");
    work.schema->require(type);
    std::vector<std::int64_t> ids;
    for (const auto& id : context.values("id"))
        ids.push_back(parse_integer(id, "ID"));
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    Value::Array wanted(ids.begin(), ids.end());
    const auto present = work.runtime.entities().count(Query(type).where("id", Operator::in, wanted));
    if (context.dry_run())
        return Value::object({{"deleted", present}});
    if (present > 0) {
        std::string owned;
        for (const auto& place : work.schema->owned_by(type)) {
            const auto rows =
                work.runtime.entities().count(Query(place.table->type).where(place.column->name, Operator::in, wanted));
            if (rows > 0)
                owned += fmt::format("{}{} row{} of {}", owned.empty() ? " and with them " : ", ", rows,
                    rows == 1 ? "" : "s", place.table->type);
        }
        context.confirm(
            fmt::format("This deletes {} row{} of {}{}. Continue?", present, present == 1 ? "" : "s", type, owned));
    }
    return Value::object({{"deleted", work.runtime.entities().remove(type, ids)}});
}

CommandResult export_rows(Session& session, CommandContext& context)
{
    const Work work(session);
    const auto query = query_of(work, context);
    const auto fields = entity::row_fields(*work.schema, query.type);
    work.runtime.entities().each(query, [&](const Entity& row) {
        const auto line = to_json_text(entity::to_row(fields, row)) + "\n";
        return session.print(line) && !context.cancelled();
    });
    CommandResult result(nullptr);
    result.columns = {"-"}; // already printed
    return result;
}

} // namespace

void add_entity_commands(std::vector<HostCommand>& commands)
{
    const auto with_where = [](Command command) {
        return command.argument("type", "an entity type")
            .repeated_option("where", "'FIELD OP VALUE'; several are ANDed");
    };
    commands.push_back({Command("entity types", "Entity types with fields, providers and row counts", {})
                            .example("wowhost entity types"),
        types});
    commands.push_back({Command("entity schema", "The recorded schema in canonical order", {})
                            .argument("type", "only this type", false)
                            .example("wowhost entity schema"),
        schema});
    commands.push_back(
        {with_where(Command("entity list", "Rows of a type", {}))
                .repeated_option("sort", "a field, descending with a leading -")
                .option("limit", "at most so many rows")
                .option("offset", "leave out so many rows first")
                .option("fields", "a,b: only these fields")
                .example("wowhost entity list wow_mount --where 'name like %raven%' --sort -name --limit 5"),
            list});
    commands.push_back({Command("entity get", "One row", {})
                            .argument("type", "an entity type")
                            .argument("id", "its id")
                            .example("wowhost entity get wow_mount 7"),
        get});
    commands.push_back(
        {with_where(Command("entity count", "How many rows", {})).example("wowhost entity count wow_mount"), count});
    commands.push_back({Command("entity save", "Saves a row; with an id only the given fields change", {})
                            .argument("type", "an entity type")
                            .argument("json", "an object of fields")
                            .example("wowhost entity save taxonomy_term '{\"id\":3,\"weight\":2}'"),
        save});
    commands.push_back({Command("entity delete", "Deletes rows with what belongs to them", {})
                            .argument("type", "an entity type")
                            .arguments_list("id", "ids")
                            .example("wowhost --yes entity delete wow_character 12"),
        remove});
    commands.push_back({with_where(Command("entity export", "Rows as JSON, one a line", {}))
                            .example("wowhost entity export wow_mount > mounts.ndjson"),
        export_rows});
}

} // namespace wowhost::cli
