// A module of SDK 1.0, built with the headers of that release: it goes through every service, and passes every value
// type both ways. Not changed after the release.
#include <wowhost/module.hpp>
#include <wowhost/page_version.hpp>
#include <wowhost/schema.hpp>
#include <wowhost/search_box.hpp>

#include <stdexcept>
#include <string>

namespace frozen {
using namespace wowhost;

class Thing {
public:
    WOWHOST_INTERFACE("frozen.thing/1");
    virtual ~Thing() = default;
    virtual std::string say(const std::string& to) const = 0;
};

class Icicle final : public Thing {
public:
    explicit Icicle(const Services& host)
        : host_(host)
    {
    }
    std::string say(const std::string& to) const override
    {
        if (to.empty())
            throw Error(ErrorCode::not_found, "nobody is there", {"one", "two"});
        return host_.config().text("word") + " for " + to;
    }

private:
    const Services& host_;
};

class Version final : public PageVersion {
public:
    std::optional<std::string> version(const Request&) const override { return "1"; }
};

class Frozen final : public Module {
    void setup(Registrar& add, const Services& host) override
    {
        host_ = &host;
        add.vocabulary(Vocabulary("frozen_kind", "Kinds"));
        add.entity_type(EntityType("frozen_row")
                            .label("Row")
                            .text("name")
                            .integer("count")
                            .real("share")
                            .boolean("cold")
                            .timestamp("since")
                            .json("extra")
                            .unique({"name"})
                            .fetched());
        add.hook(EntityEvent::presave, "frozen_row", [](EntityHookContext& context) {
            context.entity.set("count", context.entity["count"].integer() + (context.original ? 100 : 1));
        });
        add.removal_hook("frozen_row", [&host](const std::vector<std::int64_t>& ids) {
            host.state().set("frozen.removed", static_cast<std::int64_t>(ids.size()));
        });
        add.on(ModuleEvent::installed, [&host](const std::vector<std::string>& modules) {
            host.state().set("frozen.heard", Value(Value::Array(modules.begin(), modules.end())));
        });
        add.plugin<Thing>("icicle", std::make_unique<Icicle>(host));
        add.plugin<PageVersion>("/frozen/{name}", std::make_unique<Version>());
        add.status([] { return std::vector<StatusRow>{{Severity::warning, "temperature", "low"}}; });
        add.requirement([] { return std::vector<StatusRow>{{Severity::ok, "water", "there"}}; });
        add.cron(CronJob("frozen.tick", 60, [] { return std::string("ticked"); }));
        add.queue_worker(QueueWorker("frozen_jobs", 2, [this](const std::vector<Job>& jobs) { return work(jobs); }));
        add.route(Route("GET", "/frozen/{name}", [](const Request& request) {
            return Response::json(Value::object({{"name", request.parameters.get("name")},
                                      {"q", request.query.get("q")}, {"user", request.user.name}}))
                .header("X-Frozen", "yes")
                .cookie(Cookie("frozen", "1"));
        }));
        add.update(3, "an update of long ago", [] {});
        add.command(Command("frozen:all", "goes through everything",
            [this](CommandContext& context) { return CommandResult(everything(context)); })
                        .argument("name", "a name")
                        .flag("loud", "shouts")
                        .option("times", "how often", "2"));
        add.command(Command(
            "frozen:fail", "throws", [](CommandContext&) -> CommandResult { throw std::runtime_error("cracked"); }));
    }
    void install(Install& context) override { host_->state().set("frozen.applying", context.is_applying()); }

    std::vector<JobResult> work(const std::vector<Job>& jobs) const
    {
        std::vector<JobResult> results;
        for (const auto& job : jobs)
            results.push_back(job.payload["bad"].boolean() ? JobResult::failed("bad", true) : JobResult::done());
        return results;
    }

    Value everything(CommandContext& context) const
    {
        const auto& host = *host_;
        Value result;
        const auto& rows = host.entities();
        rows.transaction([&] {
            Entity row("frozen_row",
                {{"name", context.argument("name")}, {"share", 0.5}, {"cold", true}, {"since", 5},
                    {"extra", Value::object({{"a", Value::array({1, "b", nullptr})}})}});
            rows.save(row);
        });
        const auto found = rows.find("frozen_row", {{"name", Operator::equal, context.argument("name")}});
        result.set("row", found->get("extra")).set("count", found->get("count"));
        Upsert upsert("frozen_row", {"name"}, {"name", "count"});
        upsert.add({context.argument("name"), 7});
        upsert.add({"second", 8});
        upsert.keep_when_null = {"count"};
        const auto written = rows.upsert(upsert);
        result.set("inserted", written.inserted).set("ids", static_cast<std::int64_t>(written.ids.size()));
        result.set("names", names(Query("frozen_row").where("count", Operator::greater, 0).sort("-name").limit(5)));
        result.set("types", rows.type("frozen_row")->fields.size() == 7);
        rows.touch("frozen_row", {}, host.now() - 10);
        EntityStorage::Watch watch;
        watch.go_on = [](std::int64_t) { return true; };
        result.set("removed", rows.remove_gradually("frozen_row", {{"name", Operator::equal, "second"}}, watch));

        host.state().update_shared({"frozen.shared"}, [](std::vector<Value>& values, std::int64_t now_us) {
            values[0] = values[0].integer() + (now_us > 0 ? 1 : 0);
        });
        result.set("shared", *host.state().get("frozen.shared")).set("heard", *host.state().get("frozen.heard"));
        result.set("lock", host.locks().acquire("frozen", std::chrono::seconds(1)));
        host.locks().release("frozen");
        host.cache().set("key", "kept", std::chrono::seconds(60));
        result.set("cached", *host.cache().get("key"));
        result.set("file", host.files().write("a/b.txt", "cold"));
        result.set("text", host.text().fold("ÄRGER") + host.text().lower("X"));
        EnqueueOptions options;
        options.priority = 3;
        options.batch_key = "batch";
        result.set("jobs",
            host.queue().enqueue("frozen_jobs",
                {{"1", Value::object({{"bad", false}})}, {"2", Value::object({{"bad", true}})}}, options));
        HttpRequest request("https://frozen.example/index?b=2&a=1");
        request.headers.emplace_back("Accept", "text/plain");
        const auto response = host.http().send(request);
        result.set(
            "http", response.body + " " + std::to_string(response.status) + " " + std::string(response.header("x-a")));
        const auto gone = host.http().send(HttpRequest("https://frozen.example/gone"));
        result.set("failure", to_string(gone.failure));
        std::vector<std::int64_t> concurrent(3, 0);
        std::vector<std::function<void()>> tasks;
        for (auto& one : concurrent)
            tasks.emplace_back([&one] { one = 1; });
        host.run_concurrently(tasks, std::chrono::seconds(5));
        result.set("concurrent", concurrent[0] + concurrent[1] + concurrent[2]);
        result.set(
            "said", host.plugin<Thing>("icicle").call("say", [&](const Thing& thing) { return thing.say("you"); }));
        try {
            host.plugin<Thing>("icicle").call("say", [](const Thing& thing) { return thing.say(""); });
        } catch (const Error& error) {
            result.set("error", std::string(to_string(error.code())) + " " + std::to_string(error.reasons().size()));
        }
        host.log().warning("cracks", Value::object({{"depth", 3}}));
        context.note("noted");
        context.progress("freezing", 1, 2);
        result.set("flag", context.flag("loud")).set("times", context.option("times"));
        result.set("installed", host.installation("frozen") > 0).set("cancelled", host.cancelled());
        return result;
    }
    Value names(const Query& query) const
    {
        Value::Array list;
        for (const auto& row : host_->entities().select(query))
            list.push_back(row["name"]);
        return list;
    }

    const Services* host_ = nullptr;
};

} // namespace frozen

WOWHOST_MODULE(frozen::Frozen)
