#include "sdk/sandbox/document.hpp"

#include "sdk/sandbox/playable.hpp"
#include "sdk/sandbox/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

namespace sandbox {

namespace {

struct Language {
    std::string_view code;
    std::string_view suffix; // behind an English text that has no genuine translation here
};

// In the order of the real objects; the last is accepted as a parameter but is not part of them.
constexpr std::array<Language, 13> languages{{
    {"en_US", ""},
    {"es_MX", " (español)"},
    {"pt_BR", " (português)"},
    {"de_DE", " (deutsch)"},
    {"en_GB", ""},
    {"es_ES", " (español)"},
    {"fr_FR", " (français)"},
    {"it_IT", " (italiano)"},
    {"ru_RU", " (по-русски)"},
    {"ko_KR", " (한국어)"},
    {"zh_TW", " (繁體中文)"},
    {"zh_CN", " (简体中文)"},
    {"pt_PT", " (português)"},
}};

const Language* find_language(std::string_view code)
{
    const auto found =
        std::find_if(languages.begin(), languages.end(), [&](const Language& row) { return row.code == code; });
    return found == languages.end() ? nullptr : &*found;
}

} // namespace

Locale parse_locale(const std::optional<std::string>& asked)
{
    if (!asked) {
        return {};
    }
    std::string code = *asked;
    if (code.size() == 5) {
        for (std::size_t i = 0; i < 5; ++i) {
            const char c = code[i];
            const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (letter) {
                code[i] = static_cast<char>(i < 2 ? c | 0x20 : c & ~0x20);
            }
        }
        code[2] = '_';
    }
    return find_language(code) != nullptr ? Locale{LocaleMode::one, code} : Locale{LocaleMode::unsupported, {}};
}

Document::Document(const Scene& scene)
    : scene_(scene)
    , static_tail_("?namespace=static-" + scene.build + "-" + scene.region + "\"}")
{
}

void Document::separate()
{
    if (comma_) {
        out_ += ',';
    }
}

Document& Document::open()
{
    separate();
    out_ += '{';
    comma_ = false;
    return *this;
}

Document& Document::close()
{
    out_ += '}';
    comma_ = true;
    return *this;
}

Document& Document::open_list()
{
    separate();
    out_ += '[';
    comma_ = false;
    return *this;
}

Document& Document::close_list()
{
    out_ += ']';
    comma_ = true;
    return *this;
}

Document& Document::key(std::string_view name)
{
    separate();
    out_ += '"';
    out_ += name;
    out_ += "\":";
    comma_ = false;
    return *this;
}

Document& Document::value(std::int64_t number)
{
    separate();
    const fmt::format_int digits(number);
    out_.append(digits.data(), digits.size());
    comma_ = true;
    return *this;
}

Document& Document::value(bool truth)
{
    separate();
    out_ += truth ? "true" : "false";
    comma_ = true;
    return *this;
}

Document& Document::value(std::string_view text)
{
    separate();
    append_json_string(out_, text);
    comma_ = true;
    return *this;
}

Document& Document::decimal(double number)
{
    separate();
    fmt::format_to(std::back_inserter(out_), "{:.1f}", number);
    comma_ = true;
    return *this;
}

Document& Document::text(std::string_view english, std::string_view native, std::string_view native_locale)
{
    const auto one = [&](const Language& language) {
        if (!native_locale.empty() && language.code == native_locale) {
            append_json_string(out_, native);
            return;
        }
        append_json_string(out_, english);
        if (!language.suffix.empty() && native_locale.empty()) {
            out_.pop_back();
            out_ += language.suffix;
            out_ += '"';
        }
    };
    separate();
    if (scene_.locale.mode == LocaleMode::unsupported) {
        out_ += "null";
    } else if (scene_.locale.mode == LocaleMode::one) {
        one(*find_language(scene_.locale.code));
    } else {
        char before = '{';
        for (std::size_t i = 0; i + 1 < languages.size(); ++i) {
            out_ += before;
            out_ += '"';
            out_ += languages[i].code;
            out_ += "\":";
            one(languages[i]);
            before = ',';
        }
        out_ += '}';
    }
    comma_ = true;
    return *this;
}

Document& Document::href(std::string_view path, std::string_view space)
{
    separate();
    out_ += "{\"href\":\"";
    out_ += scene_.base;
    out_ += path;
    if (space == "static") {
        out_ += static_tail_;
    } else {
        out_ += "?namespace=";
        out_ += space;
        out_ += '-';
        out_ += scene_.region;
        out_ += "\"}";
    }
    comma_ = true;
    return *this;
}

Document& Document::self(std::string_view path, std::string_view space)
{
    key("_links").open().key("self").href(path, space);
    return close();
}

Document& Document::static_key(std::string_view path, std::int64_t id)
{
    key("key");
    separate();
    out_ += "{\"href\":\"";
    out_ += scene_.base;
    out_ += path;
    const fmt::format_int digits(id);
    out_.append(digits.data(), digits.size());
    out_ += static_tail_;
    comma_ = true;
    return *this;
}

Document& Document::reference(std::string_view path, std::int64_t id, std::string_view english)
{
    return open().static_key(path, id).text_field("name", english).field("id", id).close();
}

Document& Document::type(std::string_view code) { return type(code, type_label(code)); }

Document& Document::type(std::string_view code, std::string_view label)
{
    return open().field("type", code).text_field("name", label).close();
}

Document& Document::image(std::string_view path)
{
    separate();
    out_ += '"';
    out_ += scene_.base;
    out_ += "/render/";
    out_ += scene_.region;
    out_ += path;
    out_ += '"';
    comma_ = true;
    return *this;
}

} // namespace sandbox
