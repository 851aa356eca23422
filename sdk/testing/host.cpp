#include "host/cli/application.hpp"
#include "sdk/testing/host_impl.hpp"

#include <wowhost/json.hpp>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <unistd.h>

namespace wowhost::testing {
namespace {

std::string yaml_list(const std::vector<std::string>& texts)
{
    Value::Array list(texts.begin(), texts.end());
    return to_json_text(list);
}

bool names_format(const std::vector<std::string>& words)
{
    return std::any_of(words.begin(), words.end(), [](const auto& word) { return word.starts_with("--format"); });
}

std::vector<std::string> texts_of(const Value& array)
{
    std::vector<std::string> texts;
    for (const auto& item : array.items())
        texts.push_back(item.string());
    return texts;
}

std::string in_words(const std::vector<std::string>& words)
{
    std::string text = "wowhost";
    for (const auto& word : words)
        text += " " + word;
    return text;
}

} // namespace

TemporaryFolder::TemporaryFolder()
{
    std::error_code problem;
    std::filesystem::path base = "/dev/shm";
    if (access(base.c_str(), W_OK | X_OK) != 0)
        base = std::filesystem::temp_directory_path(problem);
    auto pattern = (base / "wowhost-test-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr)
        throw Error(ErrorCode::failed,
            "no temporary folder can be made below " + base.string() + ": " + std::strerror(errno)
                + "; let TMPDIR name a folder that can be written");
    path_ = pattern;
}

TemporaryFolder::~TemporaryFolder()
{
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

Host::Impl::Impl(const HostOptions& given)
    : options(given)
    , console(cli::Verbosity::normal, true, [this](const std::string& line) { err += line + "\n"; })
{
    std::ofstream(folder.path() / "wowhost.yml") << options.configuration;
    clock->set_seconds(options.start);
    begin();
}

cli::GlobalOptions Host::Impl::global_options() const
{
    auto templates = options.templates;
    cli::GlobalOptions global;
    global.config_file = (folder.path() / "wowhost.yml").string();
    global.settings = {"database.url=\"sqlite:" + (folder.path() / "site.db").string() + "\"",
        "files.path=\"" + (folder.path() / "files").string() + "\"", "modules.path=" + yaml_list(options.modules_path),
        "serve.templates=" + yaml_list(templates), "serve.static=[]"};
    global.format = cli::Format::json;
    global.yes = true;
    return global;
}

void Host::Impl::begin()
{
    module::Runtime::Options base;
    base.clock = clock;
    base.marks_crashes = false;
    base.log_output = [this](const std::string& line) { err += line + "\n"; };
    base.make_http = [this](std::function<bool()> in_transaction) {
        return make_script_client(script.impl(), std::move(in_transaction), [this] { return stopping.load(); });
    };
    session = std::make_unique<cli::Session>(global_options(), "wowhost test", console, stopping, std::move(base));
    session->print_to([this](const std::string& data) { out += data; });
}

void Host::Impl::end()
{
    site.reset();
    services.clear();
    session.reset();
}

Outcome Host::Impl::run(const std::vector<std::string>& words)
{
    auto rest = words;
    auto global = global_options();
    const auto said = cli::take_global_options(rest);
    global.settings.insert(global.settings.end(), said.settings.begin(), said.settings.end());
    global.format = names_format(words) ? said.format : cli::Format::json;
    global.verbosity = said.verbosity;
    global.dry_run = said.dry_run;
    global.help = said.help;
    global.version = said.version;
    if (!said.settings.empty() || said.config_file || said.safe_mode)
        throw Error(ErrorCode::invalid_argument,
            "Host::run takes neither --config nor --set nor --safe-mode: configure the host by HostOptions::configure");
    out.clear();
    err.clear();
    console.begin(global.verbosity, true);
    session->begin(global);
    Outcome outcome;
    outcome.exit_code = cli::run_command_line(*session, rest);
    outcome.out = std::move(out);
    outcome.err = std::move(err);
    if (global.format == cli::Format::json && !outcome.out.empty()) {
        try {
            outcome.value = parse_json(outcome.out);
        } catch (const Error&) {
            // Rows, one per line, and help are no document.
        }
    }
    const auto unexpected = script.take_unexpected();
    if (!unexpected.empty())
        throw Error(ErrorCode::failed,
            "`" + in_words(words) + "` made " + std::to_string(unexpected.size())
                + " request(s) that the script does not answer. The first: " + unexpected.front(),
            unexpected);
    return outcome;
}

Host::Host(const HostOptions& options)
    : impl_(std::make_unique<Impl>(options))
{
}

Host::Host(const std::string& module, const HostOptions& options)
    : Host(options)
{
    install({module});
}

Host::~Host()
{
    if (impl_)
        impl_->end();
}

Outcome Host::run(const std::vector<std::string>& words) { return impl_->run(words); }

Value Host::ask(const std::vector<std::string>& words)
{
    auto outcome = run(words);
    if (outcome.exit_code != 0)
        throw Error(ErrorCode::failed,
            "`" + in_words(words) + "` ended with exit code " + std::to_string(outcome.exit_code) + ": "
                + (outcome.message().empty() ? outcome.out + outcome.err : outcome.message()));
    return std::move(outcome.value);
}

std::vector<std::string> Host::install(const std::vector<std::string>& modules)
{
    if (impl_->options.modules_path.empty())
        throw Error(ErrorCode::invalid_argument,
            "the host has no folder with modules: make the test by wowhost_add_module_test(), or name the folder by "
            "HostOptions::with_modules");
    std::vector<std::string> words{"install"};
    words.insert(words.end(), modules.begin(), modules.end());
    return texts_of(ask(words)["installed"]);
}

std::vector<std::string> Host::uninstall(const std::vector<std::string>& modules)
{
    std::vector<std::string> words{"uninstall"};
    words.insert(words.end(), modules.begin(), modules.end());
    return texts_of(ask(words)["uninstalled"]);
}

Value Host::cron(bool all)
{
    return ask(all ? std::vector<std::string>{"cron", "--force"} : std::vector<std::string>{"cron"});
}

Value Host::work()
{
    auto& runtime = impl_->loaded();
    std::int64_t done = 0;
    std::int64_t failed = 0;
    for (bool any = true; any;) {
        any = false;
        for (const auto& worker : runtime.workers()) {
            const auto settled =
                runtime.queue_runner().run(worker, {}, [this] { return impl_->stopping.load(); }).settled;
            done += settled.done;
            failed += settled.failed;
            any = any || settled.done > 0;
        }
    }
    if (const auto unexpected = impl_->script.take_unexpected(); !unexpected.empty())
        throw Error(ErrorCode::failed, "a queue's worker made an " + unexpected.front(), unexpected);
    return Value::object({{"done", done}, {"failed", failed}});
}

void Host::restart()
{
    impl_->end();
    impl_->begin();
}

void Host::restart(const std::string& folder_of_modules)
{
    impl_->options.with_modules(folder_of_modules);
    restart();
}

Answer Host::fetch(const Visit& visit) { return impl_->fetch(visit); }

std::int64_t Host::now() const { return impl_->clock->now(); }
void Host::advance(std::chrono::seconds time) { impl_->clock->advance_seconds(time.count()); }
void Host::set_time(std::int64_t unix_seconds) { impl_->clock->set_seconds(unix_seconds); }
void Host::freeze_time(bool frozen)
{
    if (!frozen)
        return impl_->clock->go_on();
    const auto second = now();
    impl_->clock->freeze();
    impl_->clock->set_seconds(second);
}

HttpScript& Host::http() { return impl_->script; }

const Services& Host::services(const std::string& module)
{
    auto& made = impl_->services[module];
    if (!made)
        made = impl_->loaded().services_of(module);
    return *made;
}

std::vector<LogLine> Host::log(const std::string& module) const
{
    std::vector<LogLine> lines;
    for (const auto& entry : impl_->session->runtime().log().show(module, LogLevel::debug, 10'000)) {
        LogLine line;
        line.module = entry.module;
        line.level = entry.level;
        line.message = entry.message;
        line.context = entry.context;
        lines.insert(lines.begin(), std::move(line));
    }
    return lines;
}

bool Host::logged(const std::string& text) const
{
    const auto lines = log();
    return std::any_of(
        lines.begin(), lines.end(), [&](const auto& line) { return line.message.find(text) != std::string::npos; });
}

std::string Host::folder() const { return impl_->folder.path().string(); }
void Host::stop(bool stopping) { impl_->stopping = stopping; }

} // namespace wowhost::testing
