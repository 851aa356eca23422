// Parameters damaged at random: never a crash, always a fault or something that can be asked of the storage.
#include "cursor.hpp"
#include "library.hpp"
#include "media_type.hpp"
#include "parameters.hpp"

#include <algorithm>
#include <random>

#include <catch2/catch.hpp>

using namespace jsonapi_test;
using wowhost::Fields;

namespace {

std::string damaged(std::string text, std::mt19937& random)
{
    constexpr std::string_view alphabet = "[],.-\"=%_;\\/*0123456789aeginoprt\xC3\xBC\x00 ";
    for (auto changes = random() % 4; changes > 0; --changes) {
        const auto at = random() % (text.size() + 1);
        switch (random() % 4) {
        case 0: text.insert(at, 1, alphabet[random() % alphabet.size()]); break;
        case 1: text.erase(at, random() % 3); break;
        case 2: text.insert(at, text.substr(random() % (text.size() + 1), random() % 8)); break;
        default:
            if (at < text.size())
                text[at] = alphabet[random() % alphabet.size()];
        }
    }
    return text;
}

} // namespace

TEST_CASE("damaged parameters are faults or can be asked")
{
    const std::vector<Fields::Pair> good{{"filter[title][in]", "\"a,b\",c"}, {"filter[pages][ge]", "12"},
        {"filter[author.mentor.name][like]", "%a_%"}, {"filter[in_print]", "true"}, {"filter[rating][lt]", "1e9"},
        {"sort", "-pages,author.name,id"}, {"page[size]", "20"}, {"page[after]", "AAAA"},
        {"fields[book]", "title,author"}, {"fields[author]", ""}, {"include", "author.mentor,author"}};
    std::mt19937 random(3);
    const auto of = catalogue();
    const auto* type = of.type("book");
    int without_fault = 0;
    for (int round = 0; round < 20000; ++round) {
        std::vector<Fields::Pair> pairs;
        for (auto count = 1 + random() % 4; count > 0; --count) {
            const auto& [name, value] = good[random() % good.size()];
            pairs.emplace_back(damaged(name, random), damaged(value, random));
        }
        const auto found = parse_parameters(of, type, Address::collection, Fields(pairs), {50, 100});
        without_fault += found.faults.empty() ? 1 : 0;
        if (found.size < 1 || found.size > 100 || found.sorts.size() > most_sorts || found.conditions.size() > 4)
            FAIL("out of bounds");
        for (const auto& condition : found.conditions)
            if (condition.field.find("secret") != std::string::npos
                || condition.field.find("account") != std::string::npos)
                FAIL("a hidden field is asked for");
        static_cast<void>(decode_cursor("book", found.sorts, found.after));
        Fields headers;
        headers.add("accept", damaged("application/vnd.api+json; profile=\"a;b\", */*;q=0.1", random));
        static_cast<void>(refuse_media_type(headers));
    }
    CHECK(without_fault > 100);
}
