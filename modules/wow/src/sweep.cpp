#include "sweep.hpp"

#include <wow/sync.hpp>

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

namespace wow {
namespace {

using wowhost::Operator;
using wowhost::Query;

constexpr std::int64_t chunk = 500;
const std::string last_key = "wow.ttl_sweep_last";

/// What the sweep knows of a catalogue.
class Catalogue {
public:
    std::string name;
    std::vector<std::string> stub_fields;
    std::vector<std::pair<std::string, std::string>> referrers;
};

std::map<std::string, Catalogue> catalogues(const wowhost::Services& host)
{
    std::map<std::string, Catalogue> found;
    for (const auto& source : host.plugins<SyncSource>())
        source.call("describe", [&](const SyncSource& sync) {
            if (sync.stub_fields().empty())
                return;
            Catalogue catalogue;
            catalogue.name = sync.name();
            catalogue.stub_fields = sync.stub_fields();
            for (auto& [type, field] : sync.referrers())
                if (host.entities().has_type(type) && host.entities().has_field(type, field))
                    catalogue.referrers.emplace_back(type, field);
            found.emplace(sync.target(), std::move(catalogue));
        });
    return found;
}

bool is_referred_to(const wowhost::Services& host, const Catalogue& catalogue, std::int64_t id, std::int64_t cutoff)
{
    const auto fetched = host.entities().fetched_types();
    for (const auto& [type, field] : catalogue.referrers) {
        Query living(type);
        living.where(field, id).limit(1);
        if (std::binary_search(fetched.begin(), fetched.end(), type))
            living.where("last_fetched", Operator::greater_equal, cutoff);
        if (!host.entities().ids(living).empty())
            return true;
    }
    return false;
}

void make_stub(const wowhost::Services& host, const std::string& type, const Catalogue& catalogue, std::int64_t id)
{
    auto row = host.entities().load(type, id);
    if (!row)
        return;
    for (const auto& [field, value] : wowhost::Entity::Fields(row->fields())) {
        const auto& kept = catalogue.stub_fields;
        if (field != "id" && std::find(kept.begin(), kept.end(), field) == kept.end())
            row->set(field, nullptr);
    }
    row->set("last_fetched", host.now());
    host.entities().save(*row);
}

/// What is no longer complete must be fetched anew, whatever Battle.net says has not changed.
void forget_dates(const wowhost::Services& host, const Catalogue& catalogue)
{
    for (const auto& key : host.state().keys("wow.last_modified." + catalogue.name + "_index."))
        host.state().remove(key);
}

std::vector<std::int64_t> expired(const wowhost::Services& host, const std::string& type, std::int64_t cutoff)
{
    return host.entities().ids(Query(type).where("last_fetched", Operator::less, cutoff).limit(chunk));
}

} // namespace

std::int64_t last_sweep(const wowhost::Services& host)
{
    const auto stored = host.state().get(last_key);
    return stored ? stored->integer() : 0;
}

std::map<std::string, std::int64_t> Sweep::count() const
{
    const auto cutoff = host_.now() - ttl_days_ * 86400;
    std::map<std::string, std::int64_t> counts;
    for (const auto& type : host_.entities().fetched_types())
        counts[type] = host_.entities().count(Query(type).where("last_fetched", Operator::less, cutoff));
    return counts;
}

std::map<std::string, std::int64_t> Sweep::run(const Cancelled& cancelled, const Progress& progress) const
{
    const auto cutoff = host_.now() - ttl_days_ * 86400;
    const auto known = catalogues(host_);
    std::map<std::string, std::int64_t> deleted;
    for (const auto& type : host_.entities().fetched_types()) {
        auto& total = deleted[type];
        const auto catalogue = known.find(type);
        while (!cancelled()) {
            auto ids = expired(host_, type, cutoff);
            if (ids.empty())
                break;
            std::int64_t changed = 0;
            host_.entities().transaction([&] {
                changed = 0;
                std::vector<std::int64_t> doomed;
                for (const auto id : ids) {
                    if (catalogue != known.end() && is_referred_to(host_, catalogue->second, id, cutoff)) {
                        make_stub(host_, type, catalogue->second, id);
                        ++changed;
                    } else {
                        doomed.push_back(id);
                    }
                }
                const auto gone = doomed.empty() ? 0 : host_.entities().remove(type, doomed);
                changed += gone;
                total += gone;
                if (catalogue != known.end())
                    forget_dates(host_, catalogue->second);
            });
            progress(type, total);
            if (changed == 0)
                break; // something holds on to these rows; the log of the host says what
        }
    }
    if (!cancelled())
        host_.state().set(last_key, host_.now());
    return deleted;
}

} // namespace wow
