// Every broken kind of module gives its author the sentence that docs/troubleshooting.md has for it.
#include "sentences.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <set>
#include <sstream>

using namespace sentences;

namespace {

std::string trimmed(const std::string& text)
{
    const auto first = text.find_first_not_of(" `");
    return first == std::string::npos ? "" : text.substr(first, text.find_last_not_of(" `") - first + 1);
}

/// Line breaks and runs of spaces as one space; quotes as they are outside of JSON.
std::string in_one_line(const std::string& text)
{
    std::string line;
    for (std::size_t i = 0; i < text.size(); ++i)
        if (text[i] == ' ' || text[i] == '\n')
            line += line.empty() || line.back() == ' ' ? "" : " ";
        else if (text[i] != '\\' || i + 1 == text.size() || text[i + 1] != '"')
            line += text[i];
    return line;
}

void check(const std::vector<Kind>& kinds)
{
    const auto page = read_page(TROUBLESHOOTING);
    for (const auto& kind : kinds) {
        const auto row =
            std::find_if(page.begin(), page.end(), [&](const Row& candidate) { return candidate.what == kind.what; });
        const auto answer = kind.answer();
        INFO("kind: " << kind.what << "\nanswer: " << answer);
        if (std::getenv("WOWHOST_SHOW_SENTENCES")) { // to write the page by
            std::cout << "| " << kind.what << " | " << in_one_line(answer) << "\n";
            continue;
        }
        CHECK(in_one_line(answer).find(kind.names) != std::string::npos);
        CHECK(row != page.end());
        if (row != page.end())
            CHECK(missing_part(row->sentence, in_one_line(answer)).empty());
    }
}

} // namespace

std::vector<Row> sentences::read_page(const std::string& file)
{
    std::ifstream in(file);
    std::vector<Row> rows;
    std::size_t number = 0;
    for (std::string line; std::getline(in, line);) {
        ++number;
        if (!line.starts_with("| ") || line.starts_with("| What "))
            continue;
        std::vector<std::string> cells;
        std::istringstream parts(line.substr(1));
        for (std::string cell; std::getline(parts, cell, '|');)
            cells.push_back(trimmed(cell));
        if (cells.size() != 3)
            throw std::runtime_error(file + ":" + std::to_string(number) + ": a row has three cells");
        rows.push_back({cells[0], cells[1], cells[2], number});
    }
    return rows;
}

std::string sentences::missing_part(const std::string& sentence, const std::string& text)
{
    const std::string gap = "…";
    std::size_t from = 0;
    for (std::size_t at = 0; at <= sentence.size();) {
        const auto end = std::min(sentence.find(gap, at), sentence.size());
        const auto part = sentence.substr(at, end - at);
        const auto found = text.find(part, from);
        if (found == std::string::npos)
            return part;
        from = found + part.size();
        at = end + gap.size();
    }
    return {};
}

TEST_CASE("info files", "[run]") { check(info_file_kinds()); }
TEST_CASE("files of modules", "[run]") { check(file_kinds()); }
TEST_CASE("dependencies", "[run]") { check(dependency_kinds()); }
TEST_CASE("what setup registers", "[run]") { check(setup_kinds()); }
TEST_CASE("what is called", "[run]") { check(call_kinds()); }
TEST_CASE("the contract", "[run]") { check(contract_kinds()); }
TEST_CASE("tests of a module", "[run]") { check(test_kinds()); }
TEST_CASE("the build", "[build]") { check(build_kinds()); }

TEST_CASE("the page has each kind once, each row has a test, and each says what to do", "[page]")
{
    const auto page = read_page(TROUBLESHOOTING);
    std::set<std::string> tested;
    for (const auto& kinds : {info_file_kinds(), file_kinds(), dependency_kinds(), setup_kinds(), call_kinds(),
             contract_kinds(), test_kinds(), build_kinds()})
        for (const auto& kind : kinds) {
            INFO(kind.what);
            CHECK(tested.insert(kind.what).second);
            CHECK_FALSE(kind.names.empty());
        }
    std::set<std::string> rows;
    for (const auto& row : page) {
        INFO(row.line << ": " << row.what);
        CHECK(rows.insert(row.what).second);
        CHECK(tested.count(row.what) == 1);
        CHECK_FALSE(row.sentence.empty());
        CHECK_FALSE(row.remedy.empty());
    }
    CHECK(rows == tested);
    CHECK(missing_part("a … c", "xa b c") == "");
    CHECK(missing_part("a … c", "c a b") == " c");
}
