// wow: what the pages of characters and of guilds have in common: address, lookup form, what is not stored, a place on
// the start page. Header-only; the module gives the page of one row. Templates: <type>/lookup and <type>/missing.
#pragma once

#include <wow/page_view.hpp>
#include <wow/profile_result.hpp>
#include <wow/profile_version.hpp>
#include <wow/start_section.hpp>
#include <wow/sync.hpp>
#include <wowhost/module.hpp>
#include <wowhost/route.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace wow {

/// "/wow/character/eu/stormrage/sheday" of its row.
inline std::string profile_url(const ProfileKind& kind, const wowhost::Entity& row)
{
    return profile_url(kind.owner_kind, row["region"].text(), row["realm_slug"].text(), row["name_key"].text());
}

inline std::string lookup_path(const ProfileKind& kind) { return std::string("/wow/lookup/") + kind.owner_kind; }

/// Handlers are const and are called by several threads at once.
class ProfilePages {
public:
    /// `kind` must outlive it.
    ProfilePages(const wowhost::Services& host, const ProfileKind& kind)
        : host_(host)
        , kind_(kind)
    {
    }
    virtual ~ProfilePages() = default;
    ProfilePages(const ProfilePages&) = delete;
    ProfilePages& operator=(const ProfilePages&) = delete;

    /// Registers all of it; permission `access wow pages`. With a label, the lookup stands in the menu.
    static void add_to(wowhost::Registrar& add, std::shared_ptr<const ProfilePages> pages, const std::string& menu = {})
    {
        using wowhost::RateClass;
        using wowhost::Route;
        constexpr const char* permission = "access wow pages";
        constexpr auto patience = std::chrono::seconds(60); // a lookup waits for Battle.net
        const auto& kind = pages->kind_;
        const auto path = std::string("/wow/") + kind.owner_kind + "/{region}/{realm}/{name}";
        Route form(
            "GET", lookup_path(kind), [pages](const wowhost::Request& request) { return pages->form(request.query); });
        form.permission(permission);
        if (!menu.empty())
            form.menu(menu, 10);
        add.route(std::move(form));
        add.route(Route("GET", path, [pages](const wowhost::Request& request) {
            return pages->page(request);
        }).permission(permission));
        add.route(Route("POST", lookup_path(kind),
            [pages](const wowhost::Request& request) { return pages->look_up(request.form); })
                      .permission(permission)
                      .rate(RateClass::lookup)
                      .deadline(patience));
        add.plugin<wowhost::PageVersion>(path, std::make_unique<ProfileVersion>(pages->host_, kind));
    }

protected:
    const wowhost::Services& host() const { return host_; }

    /// The page of a stored row.
    virtual wowhost::Response show(const wowhost::Entity& row, const wowhost::Request& request) const = 0;
    virtual LookupResult lookup(const Address& address) const = 0;
    /// A sentence for people when Battle.net knows none.
    virtual std::string not_there() const = 0;

private:
    std::string word(const char* before, const char* behind = "") const
    {
        return std::string(before) + kind_.noun + behind;
    }

    wowhost::Value form_view(const std::string& region, const std::string& realm, const std::string& name) const
    {
        return lookup_form_view(
            host_, lookup_path(kind_), is_region(region) ? region : region_or_default(host_, ""), realm, name);
    }

    wowhost::Response page(const wowhost::Request& request) const
    {
        using wowhost::Condition;
        using wowhost::Operator;
        const auto& region = request.parameters.get("region");
        const auto& realm = request.parameters.get("realm");
        const auto& name = request.parameters.get("name");
        const auto key = name_key(host_.text(), name);
        const auto row = host_.entities().find(kind_.type,
            {Condition("region", Operator::equal, region), Condition("realm_slug", Operator::equal, realm),
                Condition("name_key", Operator::equal, key)});
        if (!row)
            return wowhost::Response::page(word("No such ", " here"), std::string(kind_.type) + "/missing",
                wowhost::Value::object({{"form", form_view(region, realm, name)}}))
                .with_status(404);
        if (name != key)
            return wowhost::Response::redirect(profile_url(kind_, *row), 301);
        return show(*row, request);
    }

    wowhost::Response form(const wowhost::Fields& given, const std::string& problem = {}, int status = 200) const
    {
        return wowhost::Response::page(word("Look up a "), std::string(kind_.type) + "/lookup",
            wowhost::Value::object({{"form", form_view(given.get("region"), given.get("realm"), given.get("name"))},
                {"problem", problem}}))
            .with_status(status);
    }

    wowhost::Response look_up(const wowhost::Fields& given) const
    {
        try {
            const auto result = lookup(resolve_address(
                host_, kind_, region_or_default(host_, given.get("region")), given.get("realm"), given.get("name")));
            if (const auto row = result.id ? host_.entities().load(kind_.type, *result.id) : std::nullopt)
                return wowhost::Response::redirect(profile_url(kind_, *row));
            switch (result.outcome) {
            case LookupOutcome::missing: return form(given, not_there(), 404);
            case LookupOutcome::forbidden: return form(given, word("This ", " is not shown to anybody."), 404);
            default: return form(given, "Battle.net can't be asked at the moment. Try again later.", 503);
            }
        } catch (const wowhost::Error& error) {
            if (error.code() != wowhost::ErrorCode::invalid_argument)
                throw;
            return form(given, error.what(), 400);
        }
    }

    const wowhost::Services& host_;
    const ProfileKind& kind_;
};

/// The newest rows on the start page, and the way to the lookup.
class NewestProfiles : public StartSection {
public:
    NewestProfiles(const wowhost::Services& host, const ProfileKind& kind, int weight)
        : host_(host)
        , kind_(kind)
        , weight_(weight)
    {
    }
    PageSection section() const final
    {
        constexpr std::int64_t shown = 12;
        PageSection section(Slot::generic, weight_, std::string("Newest ") + kind_.noun + "s");
        auto fields = tile_fields();
        fields.insert(fields.end(), {"region", "realm_slug", "name_key"});
        for (const auto& row :
            host_.entities().select(wowhost::Query(kind_.type).sort("-id").limit(shown).only(std::move(fields)))) {
            section.tiles.push_back(tile(row));
            section.tiles.back().url = profile_url(kind_, row);
        }
        return section;
    }
    std::string lookup_path() const final { return wow::lookup_path(kind_); }
    std::string lookup_label() const final { return std::string("Look up a ") + kind_.noun; }

protected:
    const wowhost::Services& host() const noexcept { return host_; }
    /// What `tile` reads.
    virtual std::vector<std::string> tile_fields() const = 0;
    /// Without its link.
    virtual Tile tile(const wowhost::Entity& row) const = 0;

private:
    const wowhost::Services& host_;
    const ProfileKind& kind_;
    const int weight_;
};

} // namespace wow
