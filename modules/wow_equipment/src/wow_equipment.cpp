// wow_equipment: what a character wears.
#include <wow/on_demand.hpp>
#include <wow_character/data_provider.hpp>
#include <wow_equipment/mapping.hpp>
#include <wowhost/module.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wow_equipment {

using namespace wowhost;

namespace {

constexpr const char* owner_kind = "character";
constexpr const char* catalogue_type = "wow_item";
constexpr const char* item_queue = "wow_equipment_items";

/// As the game lists them; slots that are new come last.
constexpr std::array<std::string_view, 19> slot_order{"HEAD", "NECK", "SHOULDER", "BACK", "CHEST", "SHIRT", "TABARD",
    "WRIST", "HANDS", "WAIST", "LEGS", "FEET", "FINGER_1", "FINGER_2", "TRINKET_1", "TRINKET_2", "MAIN_HAND",
    "OFF_HAND", "RANGED"};

constexpr const char* slot_name = "details.slot.name"; // for people

auto position(const Entity& item) { return std::find(slot_order.begin(), slot_order.end(), item["slot"].text()); }

class Equipment final : public wow_character::DataProvider {
public:
    explicit Equipment(const Services& host)
        : host_(host)
    {
    }

    std::string label() const override { return "Equipment"; }

    std::size_t sync_character_data(
        const wow_character::Character& character, const wow_character::SyncContext& context) const override
    {
        auto rows = equipment_rows();
        return wow::sync_document(
            context, wow::DocumentRequest("equipment", "equipment", item_type), rows,
            [&](const wow::Document& body) { read_equipment(body, wow::locale(context.client()), rows); },
            [&](std::int64_t fetched_at) {
                std::map<std::string, std::pair<std::int64_t, std::string>> stored;
                for (const auto& item : items(character, {"slot", "item_blizzard_id", "name"}))
                    stored[item["slot"].string()] = {item["item_blizzard_id"].integer(), item["name"].string()};
                keep_names(rows, stored);
                queue_items(rows, context.region());
                return rows.write(host_, owner_kind, character.id, fetched_at);
            });
    }

    void delete_character_data(const wow_character::Character& character) const override
    {
        wow::remove_owned_rows(host_, item_type, owner_kind, character.id);
    }

    std::vector<wow_character::PageSection> build_page_sections(
        const wow_character::Character& character) const override
    {
        auto worn = wow::latest_rows(
            items(character, {"slot", "item_blizzard_id", "name", "item_level", "quality", "last_fetched", slot_name}));
        if (worn.empty())
            return {};
        std::stable_sort(worn.begin(), worn.end(),
            [](const Entity& left, const Entity& right) { return position(left) < position(right); });
        wow_character::PageSection section(wow_character::Slot::equipment, 0, label());
        std::set<std::int64_t> numbers;
        for (const auto& item : worn)
            numbers.insert(item["item_blizzard_id"].integer());
        const auto catalogue = catalogue_rows(numbers);
        for (const auto& item : worn) {
            const auto found = catalogue.find(item["item_blizzard_id"].integer());
            const bool known = found != catalogue.end();
            const auto& slot = item[slot_name].text();
            auto note = std::string(slot.empty() ? item["slot"].text() : slot);
            if (item["item_level"].is_integer())
                note += ", item level " + std::to_string(item["item_level"].integer());
            auto name = item["name"].string();
            if (name.empty() && known)
                name = found->second["name"].string();
            wow_character::Tile tile(std::move(name), known ? found->second["icon"].string() : std::string(), note);
            if (known) {
                tile.entity_type = catalogue_type;
                tile.entity_id = found->second.id();
            }
            tile.quality = item["quality"].string();
            section.tiles.push_back(std::move(tile));
        }
        return {std::move(section)};
    }

    /// Fetches queued items into the catalogue. What it can't have is left until somebody wears it anew.
    std::vector<JobResult> fetch_items(const std::vector<Job>& jobs) const
    {
        std::map<std::string, std::vector<std::int64_t>> numbers;
        for (const auto& job : jobs)
            numbers[job.payload["region"].string()].push_back(job.payload["blizzard_id"].integer());
        const auto catalogue = host_.plugin<wow::OnDemand>(catalogue_type);
        for (const auto& each : numbers)
            catalogue.call("get_many", [&](const wow::OnDemand& all) { return all.get_many(each.second, each.first); });
        return std::vector<JobResult>(jobs.size(), JobResult::done());
    }

private:
    /// Items that the catalogue lacks are fetched by a worker: no lookup waits for their icons.
    void queue_items(const wow::OwnedRows& rows, const std::string& region) const
    {
        std::set<std::int64_t> missing;
        for (const auto& row : rows.rows())
            missing.insert(row.values[item_column].integer());
        for (const auto& [number, item] : catalogue_rows(missing))
            missing.erase(number);
        std::vector<std::pair<std::string, Value>> jobs;
        jobs.reserve(missing.size());
        for (const auto number : missing)
            jobs.emplace_back(
                region + ":" + std::to_string(number), Value::object({{"blizzard_id", number}, {"region", region}}));
        if (!jobs.empty())
            host_.queue().enqueue(item_queue, jobs);
    }

    std::vector<Entity> items(const wow_character::Character& character, std::vector<std::string> fields) const
    {
        return host_.entities().select(Query(item_type).where(owner_kind, character.id).only(std::move(fields)));
    }

    /// Blizzard's number → the stored item of the catalogue.
    std::map<std::int64_t, Entity> catalogue_rows(const std::set<std::int64_t>& wanted) const
    {
        std::map<std::int64_t, Entity> found;
        if (!host_.entities().has_type(catalogue_type))
            return found;
        Value::Array numbers(wanted.begin(), wanted.end());
        for (auto& row : host_.entities().select(Query(catalogue_type)
                                                     .where("blizzard_id", Operator::in, std::move(numbers))
                                                     .only({"blizzard_id", "name", "icon"})))
            found.emplace(row["blizzard_id"].integer(), std::move(row));
        return found;
    }

    const Services& host_;
};

} // namespace

class EquipmentModule final : public Module {
    void setup(Registrar& add, const Services& host) override
    {
        add.entity_type(EntityType(item_type)
                            .label("Equipped item")
                            .integer("item_blizzard_id")
                            .text("slot")
                            .text("name")
                            .text("quality")
                            .integer("item_level")
                            .json("details")
                            .fetched()
                            .ownable_by(owner_kind)
                            .once_per_owner({"slot"}));
        auto equipment = std::make_unique<Equipment>(host);
        constexpr std::size_t at_once = 32;
        add.queue_worker(QueueWorker(item_queue, at_once,
            [&worn = *equipment](const std::vector<Job>& jobs) { return worn.fetch_items(jobs); }));
        add.plugin<wow_character::DataProvider>("wow_equipment", std::move(equipment));
    }
};

} // namespace wow_equipment

WOWHOST_MODULE(wow_equipment::EquipmentModule)
