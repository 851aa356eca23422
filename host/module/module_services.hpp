// The Services that one module sees: the host's stores, bound to the module's name.
#pragma once

#include "host/entity/storage.hpp"
#include "host/http/client.hpp"
#include "host/module/guard.hpp"
#include "host/module/registry.hpp"
#include "host/service/cache.hpp"
#include "host/service/clock.hpp"
#include "host/service/config.hpp"
#include "host/service/files.hpp"
#include "host/service/locks.hpp"
#include "host/service/log_store.hpp"
#include "host/service/queue_store.hpp"
#include "host/service/state.hpp"
#include "host/service/user_data.hpp"

#include <wowhost/services.hpp>

#include <atomic>
#include <functional>
#include <memory>
#include <string>

namespace wowhost::module {

/// What all modules share; one per process, outlives every module.
struct SharedServices {
    database::Database& database;
    const service::Clock& clock;
    const service::Config& config;
    service::StateStore& state;
    service::UserDataStore& user_data;
    service::LockService& locks;
    service::QueueStore& queues;
    service::LogStore& log;
    service::FileStore& files;
    service::MemoryCache& cache;
    http::Client& http;
    entity::Storage& entities;
    Registry& registry;
    const std::atomic<bool>& stopping;
    /// Works on a queue in this process until it is empty; see wowhost::Queue::drain.
    std::function<QueueCounts(const std::string& queue, const std::function<bool()>& stop,
        const std::function<void(const QueueCounts&)>& progress)>
        drain;
};

/// Services for the module that `guard` guards.
std::unique_ptr<Services> make_module_services(SharedServices& shared, std::shared_ptr<Guard> guard);

} // namespace wowhost::module
