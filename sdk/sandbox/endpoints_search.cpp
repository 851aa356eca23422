// The search of items, creatures, mounts, realms, connected realms and media: every locale, at most 1,000 results.
#include "sdk/sandbox/router.hpp"
#include "sdk/sandbox/search.hpp"
#include "sdk/sandbox/search_corpus.hpp"
#include "sdk/sandbox/text.hpp"

#include <algorithm>

namespace sandbox {

namespace {

bool admitted(const Corpus& corpus, const SearchQuery& query, std::int64_t id)
{
    return std::all_of(query.filters.begin(), query.filters.end(), [&](const SearchFilter& filter) {
        if (filter.is_name()) {
            return name_matches(filter, corpus.name(id, std::string_view(filter.field).substr(5)));
        }
        const auto text = filter.field == "id" ? std::optional(std::to_string(id)) : corpus.field(id, filter.field);
        return text ? filter.admits(*text) : filter.negated;
    });
}

// Ids that one word of the names' index leaves; nothing when no filter or no index narrows them.
std::optional<std::vector<std::int64_t>> narrowed(const Corpus& corpus, const SearchQuery& query)
{
    for (const auto& filter : query.filters) {
        if (!filter.is_name() || filter.negated) {
            continue;
        }
        std::vector<std::int64_t> out;
        for (const auto& value : filter.values) {
            const auto words = words_of(value);
            std::optional<std::span<const std::uint32_t>> fewest;
            for (const auto& word : words) {
                const auto rows = corpus.named(word);
                if (!rows) {
                    return std::nullopt;
                }
                if (!fewest || rows->size() < fewest->size()) {
                    fewest = rows;
                }
            }
            if (fewest) {
                out.insert(out.end(), fewest->begin(), fewest->end());
            }
        }
        std::sort(out.begin(), out.end());
        out.erase(std::unique(out.begin(), out.end()), out.end());
        return out;
    }
    return std::nullopt;
}

void sort_by(std::vector<std::int64_t>& ids, const Corpus& corpus, const SearchOrder& order)
{
    const auto key = [&](std::int64_t id) {
        return order.field.starts_with("name.") ? corpus.name(id, std::string_view(order.field).substr(5))
                                                : corpus.field(id, order.field).value_or("");
    };
    std::stable_sort(ids.begin(), ids.end(), [&](std::int64_t a, std::int64_t b) {
        const auto left = key(a);
        const auto right = key(b);
        const auto less = left.size() != right.size() && parse_id(left) >= 0 && parse_id(right) >= 0
            ? left.size() < right.size()
            : left < right;
        return order.descending ? !less && left != right : less;
    });
}

struct Found {
    std::vector<std::int64_t> ids; // at most `most_results`
    bool capped = false;
};

Found find(const Corpus& corpus, const SearchQuery& query)
{
    Found out;
    const bool by_id = query.order.empty() || query.order.front().field == "id";
    const bool down = by_id && !query.order.empty() && query.order.front().descending;
    const auto take = [&](std::int64_t id) {
        if (!admitted(corpus, query, id)) {
            return true;
        }
        out.capped = out.ids.size() == most_results;
        if (!out.capped) {
            out.ids.push_back(id);
        }
        return !out.capped;
    };
    if (auto few = narrowed(corpus, query)) {
        if (down) {
            std::reverse(few->begin(), few->end());
        }
        static_cast<void>(std::all_of(few->begin(), few->end(), take));
    } else {
        const auto range = query.ids();
        const auto low = std::max<std::int64_t>(1, range.low.value_or(1));
        const auto high = std::min(corpus.last(), range.high.value_or(corpus.last()));
        const std::int64_t step = down ? -1 : 1;
        for (auto id = corpus.next(down ? high : low, step); id >= low && id <= high && take(id);) {
            id = corpus.next(id + step, step);
        }
    }
    if (!by_id) {
        sort_by(out.ids, corpus, query.order.front());
    }
    return out;
}

void write_results(Document& out, const Corpus& corpus, const SearchQuery& query)
{
    const auto found = find(corpus, query);
    const auto count = static_cast<std::int64_t>(found.ids.size());
    out.open().field("page", query.page).field("pageSize", query.page_size).field("maxPageSize", query.page_size);
    out.field("pageCount", (count + query.page_size - 1) / query.page_size);
    if (found.capped) {
        out.field("resultCountCapped", true);
    }
    out.key("results").open_list();
    const auto first = std::min(count, (std::min<std::int64_t>(query.page, 1000000) - 1) * query.page_size);
    for (auto i = first; i < std::min(count, first + query.page_size); ++i) {
        const auto id = found.ids[static_cast<std::size_t>(i)];
        out.open().link("key", corpus.path(id), corpus.space()).key("data").open();
        corpus.write(out, id);
        out.close().close();
    }
    out.close_list().close();
}

void add_search(Router& router, std::string_view document, std::string_view space)
{
    router.add("/data/wow/search/" + std::string(document), space, "search", 1, [document](const Call& call) {
        auto page = static_page(call,
            [&world = call.world, document, region = call.scene.region, query = parse_search(call.query)](
                Document& out) { write_results(out, *make_corpus(document, world, region), query); });
        page.variant = call.query;
        page.all_locales = true;
        return page;
    });
}

} // namespace

void add_search_routes(Router& router)
{
    for (const auto* document : {"item", "media", "creature", "mount"}) {
        add_search(router, document, "static");
    }
    for (const auto* document : {"realm", "connected-realm"}) {
        add_search(router, document, "dynamic");
    }
}

} // namespace sandbox
