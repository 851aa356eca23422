// wow_heirloom: its commands.
#include "parts.hpp"

#include <charconv>
#include <cstdint>
#include <string>
#include <system_error>

namespace wow_heirloom {

using namespace wowhost;

namespace {

std::int64_t positive_number(const std::string& text, const std::string& option)
{
    std::int64_t number = 0;
    const auto* end = text.data() + text.size();
    if (const auto read = std::from_chars(text.data(), end, number);
        read.ec != std::errc() || read.ptr != end || number < 1)
        throw Error(ErrorCode::invalid_argument, "--" + option + " is \"" + text + "\"; give a number from 1 on");
    return number;
}

CommandResult list(const Services& host, const CommandContext& context)
{
    Query query(heirloom_type);
    if (const auto text = context.argument("text"); !text.empty())
        query.where("name", Operator::like, "%" + text + "%");
    query.sort("name").limit(positive_number(context.option("limit"), "limit"));
    Value rows = Value::Array{};
    for (const auto& row : host.entities().select(query))
        rows.push_back(Value::object(
            {{"id", row.id()}, {"blizzard_id", row["blizzard_id"]}, {"name", row["name"]}, {"source", row["source"]}}));
    CommandResult result(rows);
    result.columns = {"id", "blizzard_id", "name", "source"};
    return result;
}

} // namespace

void add_commands(Registrar& add, const Services& host)
{
    add.command(Command("wow_heirloom:list", "Stored heirlooms, by name",
        [&host](CommandContext& context) { return list(host, context); })
                    .argument("text", "a part of their name", false)
                    .option("limit", "how many at most", "50")
                    .example("wowhost wow_heirloom:list sword --limit 5"));
}

} // namespace wow_heirloom
