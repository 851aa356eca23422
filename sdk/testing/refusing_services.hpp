// Services whose every function that does something says no, and takes note of it: what a setup sees in the check.
#pragma once

#include <wowhost/schema.hpp>
#include <wowhost/services.hpp>

#include <set>
#include <string>

namespace wowhost::testing {

/// Takes note of a call that setup may not make, and ends it.
class Refusal {
public:
    [[noreturn]] void operator()(const std::string& function)
    {
        calls.insert(function);
        throw Error(ErrorCode::refused, "setup calls " + function + ", but setup does no I/O");
    }
    std::set<std::string> calls;
};

/// One part of them.
template <class Interface>
class Refusing : public Interface {
public:
    explicit Refusing(Refusal& no)
        : no_(no)
    {
    }

protected:
    Refusal& no_;
};

class NoEntities final : public Refusing<EntityStorage> {
    using Ids = std::vector<std::int64_t>;

public:
    using Refusing::Refusing;
    Entity create(const std::string&, Entity::Fields) const override { no_("entities().create"); }
    std::optional<Entity> load(const std::string&, std::int64_t) const override { no_("entities().load"); }
    std::vector<Entity> load(const std::string&, const Ids&) const override { no_("entities().load"); }
    void save(Entity&, bool) const override { no_("entities().save"); }
    std::int64_t remove(const std::string&, const Ids&) const override { no_("entities().remove"); }
    std::vector<Entity> select(const Query&) const override { no_("entities().select"); }
    Ids ids(const Query&) const override { no_("entities().ids"); }
    std::int64_t count(const Query&) const override { no_("entities().count"); }
    void each(const Query&, const std::function<bool(const Entity&)>&) const override { no_("entities().each"); }
    std::optional<Entity> find(const std::string&, const Conditions&) const override { no_("entities().find"); }
    UpsertResult upsert(const Upsert&) const override { no_("entities().upsert"); }
    std::int64_t touch(const std::string&, const Conditions&, std::int64_t) const override { no_("entities().touch"); }
    void transaction(const std::function<void()>&) const override { no_("entities().transaction"); }
    bool has_type(std::string_view) const override { no_("entities().has_type"); }
    bool has_field(std::string_view, std::string_view) const override { no_("entities().has_field"); }
    std::vector<std::string> fetched_types() const override { no_("entities().fetched_types"); }
    std::vector<std::pair<std::string, std::string>> referrers(const std::string&) const override
    {
        no_("entities().referrers");
    }
    std::int64_t remove_if(const std::string&, const Ids&, const Conditions&, const Keep&) const override
    {
        no_("entities().remove_if");
    }
    std::int64_t remove_gradually(const std::string&, const Conditions&, const Watch&) const override
    {
        no_("entities().remove_gradually");
    }
    std::vector<TypeInfo> types() const override { no_("entities().types"); }
    std::optional<TypeInfo> type(std::string_view) const override { no_("entities().type"); }
};

class NoState final : public Refusing<State> {
public:
    using Refusing::Refusing;
    std::optional<Value> get(const std::string&) const override { no_("state().get"); }
    void set(const std::string&, const Value&) const override { no_("state().set"); }
    bool set_if_absent(const std::string&, const Value&) const override { no_("state().set_if_absent"); }
    bool compare_and_set(const std::string&, const std::optional<Value>&, const Value&) const override
    {
        no_("state().compare_and_set");
    }
    void remove(const std::string&) const override { no_("state().remove"); }
    std::vector<std::string> keys(const std::string&) const override { no_("state().keys"); }
    void update_shared(
        const std::vector<std::string>&, const std::function<void(std::vector<Value>&, std::int64_t)>&) const override
    {
        no_("state().update_shared");
    }
};

class NoUserData final : public Refusing<UserData> {
public:
    using Refusing::Refusing;
    std::optional<Value> get(std::int64_t, const std::string&) const override { no_("user_data().get"); }
    void set(std::int64_t, const std::string&, const Value&) const override { no_("user_data().set"); }
    void remove(std::int64_t, const std::string&) const override { no_("user_data().remove"); }
    std::vector<std::pair<std::string, Value>> all(std::int64_t) const override { no_("user_data().all"); }
};

class NoQueue final : public Refusing<Queue> {
public:
    using Refusing::Refusing;
    std::int64_t enqueue(
        const std::string&, const std::vector<std::pair<std::string, Value>>&, const EnqueueOptions&) const override
    {
        no_("queue().enqueue");
    }
    QueueCounts counts(const std::string&) const override { no_("queue().counts"); }
    QueueCounts counts(const std::string&, const std::string&) const override { no_("queue().counts"); }
    QueueCounts drain(
        const std::string&, const std::function<bool()>&, const std::function<void(const QueueCounts&)>&) const override
    {
        no_("queue().drain");
    }
    void clear(const std::string&) const override { no_("queue().clear"); }
};

class NoLocks final : public Refusing<Locks> {
public:
    using Refusing::Refusing;
    bool acquire(const std::string&, std::chrono::milliseconds) const override { no_("locks().acquire"); }
    void release(const std::string&) const override { no_("locks().release"); }
};

class NoLog final : public Refusing<Log> {
public:
    using Refusing::Refusing;
    void write(LogLevel, const std::string&, const Value&) const override { no_("log().write"); }
};

class NoConfig final : public Refusing<Config> {
public:
    using Refusing::Refusing;
    Value get(std::string_view) const override { no_("config().get"); }
};

class NoHttp final : public Refusing<Http> {
public:
    using Refusing::Refusing;
    HttpResponse send(const HttpRequest&) const override { no_("http().send"); }
    std::vector<HttpResponse> send_all(std::span<const HttpRequest>) const override { no_("http().send_all"); }
    void run(const Next&, const Done&, std::size_t) const override { no_("http().run"); }
};

class NoFiles final : public Refusing<Files> {
public:
    using Refusing::Refusing;
    std::string write(const std::string&, std::string_view) const override { no_("files().write"); }
    bool remove(const std::string&) const override { no_("files().remove"); }
    bool exists(const std::string&) const override { no_("files().exists"); }
};

class NoCache final : public Refusing<Cache> {
public:
    using Refusing::Refusing;
    std::optional<Value> get(const std::string&) const override { no_("cache().get"); }
    void set(const std::string&, const Value&, std::chrono::seconds) const override { no_("cache().set"); }
    void remove(const std::string&) const override { no_("cache().remove"); }
};

class NoText final : public Refusing<Text> {
public:
    using Refusing::Refusing;
    std::string lower(std::string_view) const override { no_("text().lower"); }
    std::string fold(std::string_view) const override { no_("text().fold"); }
};

class RefusingServices final : public Services {
public:
    explicit RefusingServices(std::string module)
        : module_(std::move(module))
    {
    }
    const std::set<std::string>& calls() const noexcept { return no_.calls; }

    const std::string& module() const override { return module_; }
    const EntityStorage& entities() const override { return entities_; }
    const State& state() const override { return state_; }
    const UserData& user_data() const override { return user_data_; }
    const Queue& queue() const override { return queue_; }
    const Locks& locks() const override { return locks_; }
    const Log& log() const override { return log_; }
    const Config& config() const override { return config_; }
    const Http& http() const override { return http_; }
    const Files& files() const override { return files_; }
    const Cache& cache() const override { return cache_; }
    const Text& text() const override { return text_; }
    std::int64_t now() const override { no_("now()"); }
    std::int64_t now_ms() const override { no_("now_ms()"); }
    bool cancelled() const override { no_("cancelled()"); }
    void run_concurrently(const std::vector<std::function<void()>>&, std::chrono::milliseconds) const override
    {
        no_("run_concurrently()");
    }
    std::vector<std::shared_ptr<const PluginSlot>> plugin_slots(std::string_view) const override { no_("plugins()"); }
    std::int64_t installation(std::string_view) const override { no_("installation()"); }

private:
    const std::string module_;
    mutable Refusal no_;
    const NoEntities entities_{no_};
    const NoState state_{no_};
    const NoUserData user_data_{no_};
    const NoQueue queue_{no_};
    const NoLocks locks_{no_};
    const NoLog log_{no_};
    const NoConfig config_{no_};
    const NoHttp http_{no_};
    const NoFiles files_{no_};
    const NoCache cache_{no_};
    const NoText text_{no_};
};

} // namespace wowhost::testing
