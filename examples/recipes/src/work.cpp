// recipes: work in the background, and how administrators see and start it.
#include "recipes.hpp"

#include <wow/dashboard_section.hpp>

#include <memory>
#include <string>
#include <vector>

namespace recipes {

using namespace wowhost;

// [queue]
constexpr const char* queue_name = "recipe_titles";

std::vector<JobResult> make_notes(const Services& host, const std::vector<Job>& jobs)
{
    // All of a batch in one transaction. A job may come twice (its worker has died): so the row is not simply added.
    Upsert rows("recipe_note", {"title"}, {"title"});
    std::vector<JobResult> results;
    for (const auto& job : jobs) {
        const auto title = job.payload["title"].string();
        if (title.empty()) {
            results.push_back(JobResult::failed("the job has no title", true));
            continue;
        }
        rows.add({title});
        results.push_back(JobResult::done());
    }
    host.entities().upsert(rows);
    return results;
}

void add_queue(Registrar& add, const Services& host)
{
    constexpr std::size_t batch = 50;
    add.queue_worker(
        QueueWorker(queue_name, batch, [&host](const std::vector<Job>& jobs) { return make_notes(host, jobs); }));
    add.command(Command("recipes:enqueue", "Puts a title into the queue", [&host](CommandContext& context) {
        const auto title = context.argument("title");
        // The key: a title that waits already is not added again.
        const auto added = host.queue().enqueue(queue_name, {{title, Value::object({{"title", title}})}});
        return CommandResult(Value::object({{"added", added}}));
    }).argument("title", "of the note to be"));
}
// [end]

// [dashboard section]
class NotesSection final : public wow::DashboardSection {
public:
    explicit NotesSection(const Services& host)
        : host_(host)
    {
    }
    std::string label() const override { return "Notes"; }
    std::vector<wow::DashboardRow> rows() const override
    {
        const auto waiting = host_.queue().counts(queue_name).pending;
        return {{Severity::ok, "Stored", std::to_string(host_.entities().count(Query("recipe_note")))},
            {waiting > 1000 ? Severity::warning : Severity::ok, "Waiting", std::to_string(waiting)}};
    }
    std::vector<wow::DashboardAction> actions() const override
    {
        return {wow::DashboardAction("clear", "Forget what waits").destroys()};
    }
    std::string consequences(const std::string&, const std::string&) const override
    {
        return "Titles that wait are forgotten; notes stay.";
    }
    std::string execute(const wow::DashboardRun&) const override
    {
        host_.queue().clear(queue_name);
        return "nothing waits any more";
    }

private:
    const Services& host_;
};

void add_dashboard(Registrar& add, const Services& host)
{
    add.plugin<wow::DashboardSection>("recipes", std::make_unique<NotesSection>(host));
}
// [end]

} // namespace recipes
