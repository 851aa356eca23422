// Cursors: the same back, nothing else accepted; and that the sets after a position are the rows after it, in order.
#include "cursor.hpp"

#include <algorithm>
#include <limits>
#include <random>

#include <catch2/catch.hpp>

using namespace jsonapi;
using wowhost::Conditions;
using wowhost::FieldType;
using wowhost::Operator;
using wowhost::Value;

namespace {

const std::vector<SortKey> all_kinds{{"title", false, FieldType::text}, {"pages", true, FieldType::integer},
    {"rating", false, FieldType::real}, {"in_print", false, FieldType::boolean}};

} // namespace

TEST_CASE("a cursor gives back what it was made of")
{
    const std::vector<std::vector<Value>> rows{{"Emma", 3, 2.5, true}, {"", INT64_MIN, -0.1, false},
        {nullptr, nullptr, nullptr, nullptr},
        {"ünïcode\n\"", INT64_MAX, std::numeric_limits<double>::denorm_min(), true}};
    for (const auto& values : rows) {
        const auto position = position_of(42, values);
        const auto text = encode_cursor("book", all_kinds, position);
        CHECK(text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
            == std::string::npos);
        CHECK(decode_cursor("book", all_kinds, text) == position);
    }
    const auto long_text = position_of(7, {std::string(longest_held_text + 1, 'x'), 1, 1.0, true});
    CHECK(!long_text.values);
    CHECK(decode_cursor("book", all_kinds, encode_cursor("book", all_kinds, long_text)) == long_text);
    CHECK(position_of(7, {std::string(longest_held_text, 'x')}).values);
}

TEST_CASE("a cursor of another type, another order or with a bit changed is refused or harmless")
{
    const auto text = encode_cursor("book", all_kinds, position_of(42, {"Emma", 3, 2.5, true}));
    CHECK(!decode_cursor("author", all_kinds, text));
    CHECK(!decode_cursor("book", {all_kinds[0]}, text));
    auto turned = all_kinds;
    turned[0].descending = true;
    CHECK(!decode_cursor("book", turned, text));
    for (const auto* bad : {"", "x", "====", "aGFsbG8", "%%%"})
        CHECK(!decode_cursor("book", all_kinds, bad));
    CHECK(!decode_cursor("book", all_kinds, std::string(100000, 'A')));
    for (std::size_t size = 0; size < text.size(); ++size)
        CHECK(!decode_cursor("book", all_kinds, text.substr(0, size)));
    for (std::size_t i = 0; i < text.size(); ++i) {
        auto damaged = text;
        damaged[i] = damaged[i] == 'A' ? 'B' : 'A';
        const auto read = decode_cursor("book", all_kinds, damaged);
        if (!read)
            continue;
        REQUIRE(read->values);
        CHECK(read->values->size() == all_kinds.size());
        CHECK((read->values->at(0).is_text() || read->values->at(0).is_null()));
        CHECK((read->values->at(1).is_integer() || read->values->at(1).is_null()));
    }
}

namespace {

struct Row {
    std::int64_t id;
    std::vector<Value> values;
};

int compare(const Value& left, const Value& right)
{
    if (left.is_null() || right.is_null())
        return static_cast<int>(right.is_null()) - static_cast<int>(left.is_null());
    return left.integer() < right.integer() ? -1 : left.integer() > right.integer() ? 1 : 0;
}

bool is_before(const std::vector<SortKey>& keys, const Row& left, const Row& right)
{
    for (std::size_t i = 0; i < keys.size(); ++i)
        if (const auto order = compare(left.values[i], right.values[i]))
            return keys[i].descending ? order > 0 : order < 0;
    return left.id < right.id;
}

bool meets(const std::vector<SortKey>& keys, const Row& row, const Conditions& conditions)
{
    for (const auto& condition : conditions) {
        Value value = row.id;
        for (std::size_t i = 0; i < keys.size(); ++i)
            if (keys[i].path == condition.field)
                value = row.values[i];
        const auto order = compare(value, condition.value);
        const bool comparable = !value.is_null() && !condition.value.is_null();
        const bool good = condition.op == Operator::is_null ? value.is_null()
            : condition.op == Operator::is_not_null         ? !value.is_null()
            : condition.op == Operator::equal               ? comparable && order == 0
            : condition.op == Operator::less                ? comparable && order < 0
                                                            : comparable && order > 0;
        if (!good)
            return false;
    }
    return true;
}

} // namespace

TEST_CASE("the sets after a position hold every row behind it once, nearest first, for every order")
{
    std::mt19937 random(7);
    for (int round = 0; round < 300; ++round) {
        std::vector<SortKey> keys;
        const auto count = random() % 4;
        for (std::size_t i = 0; i < count; ++i)
            keys.push_back({"k" + std::to_string(i), random() % 2 == 0, FieldType::integer});
        const bool by_id = random() % 4 == 0 && keys.size() < 3;
        if (by_id)
            keys.push_back({"id", random() % 2 == 0, FieldType::integer});
        std::vector<Row> rows;
        for (std::int64_t id = 1; id <= 40; ++id) {
            Row row{id, {}};
            for (std::size_t i = 0; i < count; ++i)
                row.values.push_back(random() % 4 == 0 ? Value() : Value(static_cast<std::int64_t>(random() % 3)));
            if (by_id)
                row.values.emplace_back(id);
            rows.push_back(std::move(row));
        }
        const auto before = [&](const Row& left, const Row& right) { return is_before(keys, left, right); };
        std::sort(rows.begin(), rows.end(), before);
        const auto at = random() % rows.size();
        std::vector<std::int64_t> expected;
        for (auto i = at + 1; i < rows.size(); ++i)
            expected.push_back(rows[i].id);
        std::vector<std::int64_t> found;
        const auto sets = sets_after(keys, rows[at].id, rows[at].values);
        CHECK(sets.size() <= 1 + 2 * keys.size());
        for (const auto& set : sets)
            for (const auto& row : rows)
                if (meets(keys, row, set))
                    found.push_back(row.id);
        CHECK(found == expected);
    }
}
