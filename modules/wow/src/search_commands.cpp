// wow: what the search registers: its index, commands, cron jobs.
#include "search_front.hpp"

#include <wow/search_index.hpp>

namespace wow {
namespace {

using namespace wowhost;

constexpr std::int64_t default_limit = 20;
constexpr std::int64_t most_hits = 200;

CommandResult search(const Services& host, CommandContext& context)
{
    std::string text;
    for (const auto& word : context.values("text"))
        text += (text.empty() ? "" : " ") + word;
    const auto found = answer(host,
        SearchQuestion(
            host, text, context.values("type"), context.option("region"), context.option("limit"), most_hits));
    for (const auto& trouble : found.troubles)
        context.note(trouble);
    Value::Array rows;
    for (const auto& hit : found.hits)
        rows.push_back(hit_value(hit));
    CommandResult result(std::move(rows), found.troubles.empty() ? 0 : 5);
    result.columns = {"type", "id", "blizzard_id", "name", "url", "local"};
    return result;
}

CommandResult import_one(const Services& host, CommandContext& context)
{
    CommandResult result(
        import_hit(host, context.argument("type"), context.argument("blizzard_id"), context.option("region")));
    result.columns = {"type", "id", "blizzard_id", "url"};
    return result;
}

/// Words of types that are gone. Types are found one by one: there are few, with many words each.
void forget_lost_types(const Services& host)
{
    constexpr std::int64_t chunk = 1000;
    const auto& entities = host.entities();
    if (!entities.has_type(search_word_type))
        return;
    std::string last;
    while (true) {
        Query next(search_word_type);
        next.where("target", Operator::greater, last).sort("target").limit(1).only({"target"});
        const auto found = entities.select(next);
        if (found.empty())
            return;
        last = found.front()["target"].string();
        if (entities.has_type(last))
            continue;
        while (true) {
            const auto words = entities.ids(Query(search_word_type).where("target", last).limit(chunk));
            if (words.empty())
                break;
            entities.remove(search_word_type, words);
        }
    }
}

} // namespace

void register_search_engine(Registrar& add, const Services& host)
{
    add.entity_type(search_words_definition());
    register_search_pages(add, host);
    add.command(
        Command("wow:search", "Search names in everything that is stored, and in what Battle.net's search knows",
            [&host](CommandContext& context) { return search(host, context); })
            .arguments_list("text", "what to search for; words may be in any order, in any case, without accents")
            .repeated_option("type", "only this type, such as wow_item")
            .option("region", "us, eu, kr or tw (default: wow.region)")
            .option("limit", "at most so many hits", std::to_string(default_limit))
            .example("wowhost wow:search thunderfury --type wow_item --limit 5"));
    add.command(Command("wow:search-import", "Fetch and store what a search has found at Battle.net",
        [&host](CommandContext& context) { return import_one(host, context); })
                    .argument("type", "the type that wow:search shows, such as wow_item")
                    .argument("blizzard_id", "the number that wow:search shows")
                    .option("region", "us, eu, kr or tw (default: wow.region)")
                    .example("wowhost wow:search-import wow_item 19019"));
    add.cron(CronJob("wow.search_index", 600, [&host] {
        Search(host, search_providers(host, {})).refresh(false);
        return std::string("the search knows what has changed");
    }));
    add.cron(CronJob("wow.search_index_check", 7 * 86400, [&host] {
        forget_lost_types(host);
        Search(host, search_providers(host, {})).refresh(true);
        return std::string("the search has looked at every name");
    }));
    add.on(ModuleEvent::uninstalled, [&host](const std::vector<std::string>&) { forget_lost_types(host); });
}

} // namespace wow
