#include "host/cli/output.hpp"

#include <wowhost/json.hpp>

#include <fmt/format.h>
#include <utf8proc.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <set>

namespace wowhost::cli {
namespace {

/// A cell of a table for people.
std::string cell_text(const Value& value)
{
    if (value.is_null())
        return "";
    if (value.is_text())
        return value.string();
    if (value.is_boolean())
        return value.boolean() ? "yes" : "no";
    if (value.is_array()) {
        // Lists of names, and of things that have one, are read as such.
        std::string names;
        for (const auto& item : value.items()) {
            const auto& name = item.is_object() ? item["name"] : item;
            if (!name.is_text())
                return to_json_text(value);
            names += (names.empty() ? "" : ", ") + name.string();
        }
        return names;
    }
    return to_json_text(value);
}

/// Columns that the text takes on a terminal; control characters are made visible so that data cannot drive the
/// terminal.
std::string printable(const std::string& text)
{
    std::string result;
    result.reserve(text.size());
    for (const char c : text)
        result += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? ' ' : c;
    return result;
}

std::size_t display_width(const std::string& text)
{
    std::size_t width = 0;
    const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
    auto left = static_cast<utf8proc_ssize_t>(text.size());
    while (left > 0) {
        utf8proc_int32_t code = 0;
        const auto used = utf8proc_iterate(bytes, left, &code);
        if (used < 1) {
            ++width, ++bytes, --left;
            continue;
        }
        width += static_cast<std::size_t>(utf8proc_charwidth(code));
        bytes += used;
        left -= used;
    }
    return width;
}

std::vector<std::string> column_order(const Value::Array& rows, const std::vector<std::string>& first)
{
    std::set<std::string> present;
    for (const auto& row : rows)
        for (const auto& [key, value] : row.members())
            present.insert(key);
    std::vector<std::string> order;
    for (const auto& column : first)
        if (present.erase(column) > 0)
            order.push_back(column);
    order.insert(order.end(), present.begin(), present.end());
    return order;
}

std::string render_grid(const std::vector<std::vector<std::string>>& lines, bool header)
{
    std::vector<std::size_t> widths;
    for (const auto& line : lines) {
        widths.resize(std::max(widths.size(), line.size()));
        for (std::size_t i = 0; i < line.size(); ++i)
            widths[i] = std::max(widths[i], display_width(line[i]));
    }
    std::string text;
    for (std::size_t n = 0; n < lines.size(); ++n) {
        std::string row;
        for (std::size_t i = 0; i < lines[n].size(); ++i) {
            row += lines[n][i];
            if (i + 1 < lines[n].size())
                row.append(widths[i] - display_width(lines[n][i]) + 2, ' ');
        }
        row.erase(row.find_last_not_of(' ') + 1);
        text += row + "\n";
        if (n == 0 && header) {
            for (std::size_t i = 0; i < widths.size(); ++i)
                text += std::string(widths[i], '-') + (i + 1 < widths.size() ? "  " : "");
            text += "\n";
        }
    }
    return text;
}

std::string render_table(const Value& value, const std::vector<std::string>& columns)
{
    std::vector<std::vector<std::string>> lines;
    if (value.is_array() && !value.items().empty() && value.items().front().is_object()) {
        const auto order = column_order(value.items(), columns);
        lines.push_back(order);
        for (const auto& row : value.items()) {
            auto& line = lines.emplace_back();
            for (const auto& column : order)
                line.push_back(printable(cell_text(row[column])));
        }
        return render_grid(lines, true);
    }
    if (value.is_array()) {
        for (const auto& item : value.items())
            lines.push_back({printable(cell_text(item))});
        return render_grid(lines, false);
    }
    if (value.is_object()) {
        std::string nested;
        for (const auto& key : column_order({value}, columns)) {
            const auto& member = value[key];
            if (member.is_array() && !member.items().empty() && member.items().front().is_object())
                nested += "\n" + key + ":\n" + render_table(member, columns);
            else
                lines.push_back({key + ":", printable(cell_text(member))});
        }
        return render_grid(lines, false) + nested;
    }
    return value.is_null() ? "" : printable(cell_text(value)) + "\n";
}

std::string csv_cell(const std::string& text)
{
    if (text.find_first_of(",\"\r\n") == std::string::npos)
        return text;
    std::string quoted = "\"";
    for (const char c : text)
        quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
    return quoted + "\"";
}

std::string render_csv(const Value& value, const std::vector<std::string>& columns)
{
    const Value::Array rows = value.is_array() ? value.items() : Value::Array{value};
    const auto order = column_order(rows, columns);
    std::string text;
    const auto append = [&](const std::vector<std::string>& cells) {
        for (std::size_t i = 0; i < cells.size(); ++i)
            text += (i ? "," : "") + csv_cell(cells[i]);
        text += "\r\n";
    };
    if (!order.empty())
        append(order);
    for (const auto& row : rows) {
        std::vector<std::string> cells;
        if (!row.is_object())
            cells.push_back(row.is_text() ? row.string() : to_json_text(row));
        for (const auto& column : order) {
            const auto& cell = row[column];
            cells.push_back(cell.is_null() ? "" : cell.is_text() ? cell.string() : to_json_text(cell));
        }
        append(cells);
    }
    return text;
}

void emit_yaml(YAML::Emitter& out, const Value& value)
{
    if (value.is_array()) {
        out << YAML::BeginSeq;
        for (const auto& item : value.items())
            emit_yaml(out, item);
        out << YAML::EndSeq;
    } else if (value.is_object()) {
        out << YAML::BeginMap;
        for (const auto& [key, member] : value.members()) {
            out << YAML::Key << key << YAML::Value;
            emit_yaml(out, member);
        }
        out << YAML::EndMap;
    } else if (value.is_text()) {
        // A text that YAML would read as something else is quoted; the emitter itself does not.
        const auto text = value.string();
        const bool ambiguous = text.empty() || text == "~" || text == "null" || text == "true" || text == "false"
            || text == "yes" || text == "no" || text.find_first_not_of("0123456789.+-eExX_:") == std::string::npos;
        if (ambiguous)
            out << YAML::DoubleQuoted;
        out << text;
    } else if (value.is_null()) {
        out << YAML::Null;
    } else if (value.is_boolean()) {
        out << value.boolean();
    } else if (value.is_integer()) {
        out << value.integer();
    } else {
        out << value.real();
    }
}

} // namespace

Format parse_format(std::string_view name)
{
    if (name == "table")
        return Format::table;
    if (name == "json")
        return Format::json;
    if (name == "yaml")
        return Format::yaml;
    if (name == "csv")
        return Format::csv;
    throw Error(ErrorCode::invalid_argument,
        fmt::format("there is no format \"{}\"; --format takes table, json, yaml or csv", name));
}

std::string render(const Value& value, Format format, const std::vector<std::string>& columns)
{
    switch (format) {
    case Format::json: return to_json_text(value, 2) + "\n";
    case Format::csv: return render_csv(value, columns);
    case Format::yaml: {
        YAML::Emitter out;
        emit_yaml(out, value);
        return std::string(out.c_str()) + "\n";
    }
    case Format::table: break;
    }
    return render_table(value, columns);
}

} // namespace wowhost::cli
