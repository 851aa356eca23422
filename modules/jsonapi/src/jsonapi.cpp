// jsonapi: what the site stores, for programs to read.
#include "cursor.hpp"
#include "document.hpp"
#include "media_type.hpp"
#include "reader.hpp"

#include <wowhost/module.hpp>

#include <algorithm>
#include <charconv>

namespace jsonapi {

using namespace wowhost;

namespace {

Response document(std::string text, int status = 200)
{
    auto response = Response::bytes(std::move(text), media_type);
    response.with_status(status).header("Vary", "Accept, Cookie");
    return response;
}

Response refusal(const std::vector<Fault>& faults) { return document(errors_document(faults), status_of(faults)); }

/// A row's id as links write it; 0 for anything else.
std::int64_t parse_id(std::string_view text)
{
    std::int64_t id = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
    const bool good = error == std::errc() && end == text.data() + text.size() && id > 0 && text.front() != '0';
    return good ? id : 0;
}

class Api {
public:
    explicit Api(const Services& host)
        : host_(host)
    {
    }

    Response index(const Request& request) const
    {
        return negotiated(request, [&](const Catalogue& catalogue) {
            const auto parameters = parse_parameters(catalogue, nullptr, Address::index, request.query, {});
            if (!parameters.faults.empty())
                return refusal(parameters.faults);
            std::vector<ResourceType> types;
            for (const auto& info : host_.entities().types())
                if (auto type = catalogue.seen(info))
                    types.push_back(std::move(*type));
            return document(index_document(types, links(request)));
        });
    }

    Response collection(const Request& request) const
    {
        return negotiated(request, [&](const Catalogue& catalogue) {
            const auto* type = catalogue.type(request.parameters.get("type"));
            if (type == nullptr)
                return no_type(request);
            auto parameters = parse_parameters(catalogue, type, Address::collection, request.query, limits());
            std::optional<Position> position;
            if (parameters.faults.empty() && !parameters.after.empty()) {
                position = decode_cursor(type->id, parameters.sorts, parameters.after);
                if (!position)
                    parameters.faults.push_back({400,
                        "This is no place in this order of these rows; take it from links.next of a page with the "
                        "same sort.",
                        "page[after]", {}});
            }
            if (!parameters.faults.empty())
                return refusal(parameters.faults);
            Reader reader(host_.entities(), catalogue, *type, parameters);
            if (!reader.read_page(position))
                return refusal(
                    {{400, "The row at which that page ended is gone; begin with the first page.", "page[after]", {}}});
            auto where = links(request);
            where.first = address(where.base + "/" + type->id, request.query, false, {});
            if (!reader.next().empty())
                where.next = address(where.base + "/" + type->id, request.query, false, reader.next());
            return answer(reader, *type, parameters, where, false);
        });
    }

    Response row(const Request& request) const
    {
        return negotiated(request, [&](const Catalogue& catalogue) {
            const auto* type = catalogue.type(request.parameters.get("type"));
            if (type == nullptr)
                return no_type(request);
            const auto parameters = parse_parameters(catalogue, type, Address::row, request.query, {});
            if (!parameters.faults.empty())
                return refusal(parameters.faults);
            const auto id = parse_id(request.parameters.get("id"));
            Reader reader(host_.entities(), catalogue, *type, parameters);
            if (id == 0 || !reader.read_row(id))
                return refusal(
                    {{404, "There is no " + type->id + " with the id " + request.parameters.get("id") + ".", {}, {}}});
            return answer(reader, *type, parameters, links(request), true);
        });
    }

private:
    /// Looks at the media types before anything else.
    template <class Make>
    Response negotiated(const Request& request, Make make) const
    {
        if (auto fault = refuse_media_type(request.headers))
            return refusal({std::move(*fault)});
        return make(Catalogue([this](std::string_view type) { return host_.entities().type(type); },
            [&request](const std::string& permission) { return request.user.may(permission); }));
    }

    static Response answer(
        Reader& reader, const ResourceType& type, const Parameters& parameters, const Links& where, bool is_one)
    {
        reader.read_included();
        std::vector<Resource> data;
        for (const auto* entity : reader.rows())
            data.push_back({&type, entity});
        std::vector<Resource> included;
        for (const auto& [of, entity] : reader.included())
            included.push_back({of, entity});
        return document(rows_document(data, is_one, included, parameters, where));
    }

    Response no_type(const Request& request) const
    {
        const auto& name = request.parameters.get("type");
        if (const auto type = host_.entities().type(name))
            return refusal({{403, "Reading " + name + " needs the permission \"" + type->permission + "\".", {}, {}}});
        return refusal(
            {{404, "There is no resource type " + name + "; /jsonapi lists those that you may read.", {}, {}}});
    }

    static Links links(const Request& request)
    {
        Links where;
        where.base = request.origin + "/jsonapi";
        where.self = address(request.origin + request.path, request.query, true, {});
        return where;
    }

    PageLimits limits() const
    {
        constexpr std::int64_t most = 1000;
        PageLimits limits;
        limits.largest = std::clamp<std::int64_t>(host_.config().integer("largest_page"), 1, most);
        limits.size = std::clamp<std::int64_t>(host_.config().integer("page_size"), 1, limits.largest);
        return limits;
    }

    const Services& host_;
};

class JsonApiModule final : public Module {
    void setup(Registrar& add, const Services& host) override
    {
        const auto route = [&](const char* path, Response (Api::*show)(const Request&) const) {
            add.route(Route("GET", path, [&host, show](const Request& request) {
                return (Api(host).*show)(request);
            }).permission("access jsonapi"));
        };
        route("/jsonapi", &Api::index);
        route("/jsonapi/{type}", &Api::collection);
        route("/jsonapi/{type}/{id}", &Api::row);
    }
};

} // namespace

} // namespace jsonapi

WOWHOST_MODULE(jsonapi::JsonApiModule)
