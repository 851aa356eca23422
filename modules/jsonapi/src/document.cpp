#include "document.hpp"

#include "json_text.hpp"

#include <algorithm>

namespace jsonapi {

using namespace wowhost;

namespace {

using Wanted = const std::set<std::string>*; ///< Null: all.

Wanted wanted(const ResourceType& type, const Parameters& parameters)
{
    const auto found = parameters.fields.find(type.id);
    return found == parameters.fields.end() ? nullptr : &found->second;
}

bool is_shown(const Member& member, Wanted names) { return names == nullptr || names->contains(member.name); }

void begin_document(JsonText& out)
{
    out.begin_object().key("jsonapi").begin_object().member("version", "1.1").end_object();
}

void put_relationship(JsonText& out, const Member& member, const Value& id, const std::string& base)
{
    out.key(member.name).begin_object().key("data");
    if (id.is_null() || member.field.target_type.empty()) {
        out.null().end_object();
        return;
    }
    const auto text = std::to_string(id.integer());
    out.begin_object().member("type", member.field.target_type).member("id", text).end_object();
    out.key("links").begin_object().member("related", base + "/" + member.field.target_type + "/" + text).end_object();
    out.end_object();
}

void put_resource(JsonText& out, const Resource& resource, const Parameters& parameters, const std::string& base)
{
    const auto& type = *resource.type;
    const auto names = wanted(type, parameters);
    const auto id = std::to_string(resource.entity->id());
    out.begin_object().member("type", type.id).member("id", id);
    for (const bool relationships : {false, true}) {
        bool any = false;
        for (const auto& member : type.members) {
            if (member.is_relationship() != relationships || !is_shown(member, names))
                continue;
            if (!any)
                out.key(relationships ? "relationships" : "attributes").begin_object();
            any = true;
            const auto& value = resource.entity->get(member.field.name);
            if (relationships)
                put_relationship(out, member, value, base);
            else
                out.key(member.name).value(value);
        }
        if (any)
            out.end_object();
    }
    out.key("links").begin_object().member("self", base + "/" + type.id + "/" + id).end_object().end_object();
}

const char* title_of(int status)
{
    switch (status) {
    case 400: return "Bad Request";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 406: return "Not Acceptable";
    case 415: return "Unsupported Media Type";
    default: return "Error";
    }
}

const char* name_of(FieldType type)
{
    switch (type) {
    case FieldType::integer: return "integer";
    case FieldType::real: return "real";
    case FieldType::text: return "text";
    case FieldType::boolean: return "boolean";
    case FieldType::timestamp: return "timestamp";
    case FieldType::json: return "json";
    case FieldType::reference: return "reference";
    }
    return "";
}

} // namespace

std::string rows_document(const std::vector<Resource>& data, bool is_one, const std::vector<Resource>& included,
    const Parameters& parameters, const Links& links)
{
    JsonText out;
    begin_document(out);
    out.key("links").begin_object().member("self", links.self);
    if (!is_one) {
        out.member("first", links.first).key("next");
        out.value(links.next.empty() ? Value() : Value(links.next));
    }
    out.end_object().key("data");
    if (!is_one)
        out.begin_array();
    for (const auto& resource : data)
        put_resource(out, resource, parameters, links.base);
    if (!is_one)
        out.end_array();
    if (parameters.has_include) {
        out.key("included").begin_array();
        for (const auto& resource : included)
            put_resource(out, resource, parameters, links.base);
        out.end_array();
    }
    return out.end_object().take() + "\n";
}

std::string errors_document(const std::vector<Fault>& faults)
{
    JsonText out;
    begin_document(out);
    out.key("errors").begin_array();
    for (const auto& fault : faults) {
        out.begin_object().member("status", std::to_string(fault.status)).member("title", title_of(fault.status));
        out.member("detail", fault.detail);
        if (!fault.parameter.empty())
            out.key("source").begin_object().member("parameter", fault.parameter).end_object();
        else if (!fault.header.empty())
            out.key("source").begin_object().member("header", fault.header).end_object();
        out.end_object();
    }
    return out.end_array().end_object().take() + "\n";
}

int status_of(const std::vector<Fault>& faults)
{
    if (faults.empty())
        return 500;
    const auto first = faults.front().status;
    const bool same =
        std::all_of(faults.begin(), faults.end(), [&](const Fault& fault) { return fault.status == first; });
    return same ? first : first / 100 * 100;
}

std::string index_document(const std::vector<ResourceType>& types, const Links& links)
{
    JsonText out;
    begin_document(out);
    out.key("links").begin_object().member("self", links.self).end_object().key("data").begin_array();
    for (const auto& type : types) {
        out.begin_object().member("type", "entity-type").member("id", type.id);
        out.key("attributes").begin_object().member("label", type.label).key("fields").begin_array();
        for (const auto& member : type.members) {
            out.begin_object().member("name", member.name).member("type", name_of(member.field.type));
            out.key("target");
            const auto& target = member.field.target_type;
            out.value(target.empty() ? Value() : Value(target));
            out.member("provider", member.field.provider).end_object();
        }
        out.end_array().end_object();
        out.key("relationships").begin_object().key("rows").begin_object().key("links").begin_object();
        out.member("related", links.base + "/" + type.id).end_object().end_object().end_object().end_object();
    }
    return out.end_array().end_object().take() + "\n";
}

std::string address(const std::string& path, const Fields& query, bool keeps_after, const std::string& after)
{
    std::string text = path;
    char separator = '?';
    const auto add = [&](std::string_view name, std::string_view value) {
        text += separator + encode_segment(name) + "=" + encode_segment(value);
        separator = '&';
    };
    for (const auto& [name, value] : query.pairs())
        if (keeps_after || name != "page[after]")
            add(name, value);
    if (!after.empty())
        add("page[after]", after);
    return text;
}

std::vector<std::string> shown_columns(const ResourceType& type, const Parameters& parameters)
{
    const auto names = wanted(type, parameters);
    std::vector<std::string> columns{"id"};
    for (const auto& member : type.members)
        if (is_shown(member, names))
            columns.push_back(member.field.name);
    return columns;
}

} // namespace jsonapi
