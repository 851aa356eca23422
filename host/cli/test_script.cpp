#include "host/cli/test_script.hpp"

#include "host/service/nearest.hpp"

#include <wowhost/error.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <sstream>

namespace wowhost::cli {
namespace {

constexpr std::string_view indent = "    ";

std::vector<std::string> lines_of(const std::string& text)
{
    std::vector<std::string> lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) {
        if (!line.empty() && line.back() == '\r')
            line.pop_back();
        lines.push_back(line);
    }
    return lines;
}

std::pair<std::string, std::string> first_word(const std::string& line)
{
    const auto space = line.find(' ');
    if (space == std::string::npos)
        return {line, {}};
    const auto rest = line.find_first_not_of(' ', space);
    return {line.substr(0, space), rest == std::string::npos ? "" : line.substr(rest)};
}

class Parser {
public:
    Parser(const std::string& text, std::string file)
        : file_(std::move(file))
        , lines_(lines_of(text))
    {
    }
    TestScript parse();

private:
    [[noreturn]] void fail(const std::string& problem) const
    {
        throw Error(ErrorCode::invalid_argument, fmt::format("{}:{}: {}", file_, at_, problem));
    }
    /// The indented lines that follow.
    std::string block();
    void head(const std::string& word, const std::string& rest);
    void expectation(const std::string& word, const std::string& rest);
    std::int64_t number(const std::string& text) const;

    const std::string file_;
    const std::vector<std::string> lines_;
    std::size_t at_ = 0; ///< The number of the line under way, from 1.
    TestScript script_;
};

std::string Parser::block()
{
    std::string text;
    while (at_ < lines_.size() && (lines_[at_].starts_with(indent) || lines_[at_].empty())) {
        const auto& line = lines_[at_];
        if (line.empty()) { // belongs to the block when more of it follows
            std::size_t next = at_;
            while (next < lines_.size() && lines_[next].empty())
                ++next;
            if (next == lines_.size() || !lines_[next].starts_with(indent))
                break;
        }
        text += (line.empty() ? "" : line.substr(indent.size())) + "\n";
        ++at_;
    }
    return text;
}

std::int64_t Parser::number(const std::string& text) const
{
    std::int64_t value = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (problem != std::errc() || end != text.data() + text.size())
        fail(fmt::format("\"{}\" is no whole number", text));
    return value;
}

void Parser::head(const std::string& word, const std::string& rest)
{
    if (!script_.steps.empty())
        fail(fmt::format("`{}` stands after a step; it belongs above the first `$`", word));
    if (word == "modules") {
        for (auto& name : split_words(rest))
            script_.modules.push_back(std::move(name));
    } else if (word == "config") {
        script_.configuration += rest.empty() ? block() : rest + "\n";
    } else if (word == "file") {
        if (rest.empty() || rest.front() == '/' || rest.find("..") != std::string::npos)
            fail("`file NAME` wants a name below the test's folder, and its content indented below");
        auto content = block();
        script_.files.emplace_back(rest, std::move(content));
    } else {
        const auto [name, command] = first_word(rest);
        if (command.empty())
            fail("`service NAME PROGRAM …` wants a name and a command");
        script_.services.push_back({at_, name, command});
    }
}

void Parser::expectation(const std::string& word, const std::string& rest)
{
    if (script_.steps.empty())
        fail(fmt::format("`{}` says what a step shows, but there is no `$` above it", word));
    Expectation expected;
    expected.line = at_;
    if (word == "exit" || word == "status") {
        expected.kind = word == "exit" ? Expectation::Kind::exit_code : Expectation::Kind::status;
        expected.number = number(rest);
    } else if (word == "let") {
        const auto equals = rest.find('=');
        if (equals == std::string::npos)
            fail("`let NAME = /pointer` wants a pointer into the JSON, as /0/id");
        expected.kind = Expectation::Kind::let;
        expected.name = first_word(rest.substr(0, equals)).first;
        const auto begin = rest.find_first_not_of(' ', equals + 1);
        expected.text = begin == std::string::npos ? "" : rest.substr(begin);
        if (expected.name.empty() || (!expected.text.empty() && expected.text.front() != '/'))
            fail("`let NAME = /pointer` wants a pointer into the JSON, as /0/id");
    } else if (word == "json") {
        expected.kind = Expectation::Kind::json;
        expected.text = rest + "\n" + block();
    } else {
        expected.of_errors = word == "stderr";
        const auto [verb, text] = first_word(rest);
        if (rest.empty()) {
            expected.kind = Expectation::Kind::exact;
            expected.text = block();
        } else if (rest == "empty") {
            expected.kind = Expectation::Kind::exact;
        } else if ((verb == "contains" || verb == "lacks") && !text.empty()) {
            expected.kind = verb == "contains" ? Expectation::Kind::contains : Expectation::Kind::lacks;
            expected.text = text;
        } else {
            fail(fmt::format(
                "`{0} {1}`: write `{0}` with the text indented below, `{0} contains TEXT`, `{0} lacks TEXT` or "
                "`{0} empty`",
                word, rest));
        }
    }
    script_.steps.back().expected.push_back(std::move(expected));
}

TestScript Parser::parse()
{
    static const std::vector<std::string> heads{"modules", "config", "file", "service"};
    static const std::vector<std::string> expectations{"exit", "status", "stdout", "stderr", "json", "let"};
    while (at_ < lines_.size()) {
        const auto line = lines_[at_++];
        if (line.find_first_not_of(' ') == std::string::npos || line.front() == '#')
            continue;
        const auto [word, rest] = first_word(line);
        if (word == "$" || word == ">") {
            if (rest.empty())
                fail(fmt::format("nothing stands after `{}`", word));
            script_.steps.push_back({word == "$" ? TestStep::Kind::command : TestStep::Kind::request, at_, rest, {}});
        } else if (std::find(heads.begin(), heads.end(), word) != heads.end()) {
            head(word, rest);
        } else if (std::find(expectations.begin(), expectations.end(), word) != expectations.end()) {
            expectation(word, rest);
        } else {
            auto all = heads;
            all.insert(all.end(), expectations.begin(), expectations.end());
            fail(fmt::format("`{}` is no word of a test{}; there are $, > and {}", word,
                service::nearest_hint(word, all), fmt::join(all, ", ")));
        }
    }
    if (script_.steps.empty())
        fail("the file has no step; begin one with `$ wowhost …`");
    return std::move(script_);
}

} // namespace

TestScript parse_test(const std::string& text, const std::string& file) { return Parser(text, file).parse(); }

std::vector<std::string> split_words(const std::string& text)
{
    std::vector<std::string> words;
    std::string word;
    bool in_word = false;
    char quote = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (quote != 0) {
            if (c == quote)
                quote = 0;
            else if (c == '\\' && quote == '"' && i + 1 < text.size())
                word += text[++i];
            else
                word += c;
        } else if (c == '\'' || c == '"') {
            quote = c;
            in_word = true;
        } else if (c == '\\' && i + 1 < text.size()) {
            word += text[++i];
            in_word = true;
        } else if (c == ' ' || c == '\t') {
            if (in_word)
                words.push_back(std::exchange(word, {}));
            in_word = false;
        } else {
            word += c;
            in_word = true;
        }
    }
    if (quote != 0)
        throw Error(ErrorCode::invalid_argument, fmt::format("the quote {} in `{}` is not closed", quote, text));
    if (in_word)
        words.push_back(word);
    return words;
}

} // namespace wowhost::cli
