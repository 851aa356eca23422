// What is wrong with what a module registers and does, and with its tests.
#include "sentences_tools.hpp"

namespace sentences {

using wowhost::Query;
using wowhost::test::TemporaryDirectory;
using wowhost::test::write_file;
using wowhost::testing::ContractOptions;
using wowhost::testing::Host;

namespace {

const std::string folder = std::string(FIXTURES) + "/defective";

wowhost::testing::HostOptions both()
{
    return wowhost::testing::HostOptions().with_modules(std::string(FIXTURES) + "/good").with_modules(folder);
}

/// `install` of the module that makes this mistake.
Kind mistake(std::string what, std::string names = "module defective")
{
    return {what, std::move(names), [what] {
                const Variable made("WOWHOST_MISTAKE", what);
                const Variable patience("WOWHOST_SETUP_PATIENCE_MS", "300");
                Host host(both());
                return said(host, {"install", "defective"});
            }};
}

/// What is told when the installed module is used.
Kind used(std::string what, std::string names, const std::function<std::string(Host& host)>& use)
{
    return {what, std::move(names), [what, use] {
                const Variable made("WOWHOST_MISTAKE", what);
                Host host("defective", both());
                return use(host);
            }};
}

std::string logged(Host& host)
{
    std::string all;
    for (const auto& line : host.log())
        all += line.module + ": " + line.message + "\n";
    return all;
}

std::string run(Host& host) { return said(host, {"defective:run"}); }

std::string visit(Host& host)
{
    const auto answer = host.get("/defective");
    return std::to_string(answer.status) + " " + logged(host);
}

/// A page whose template is this text; none without.
Kind page(std::string what, const std::string& text)
{
    return {std::move(what), "defective/page", [text] {
                const TemporaryDirectory templates;
                std::filesystem::create_directories(templates.path() / "defective");
                if (!text.empty())
                    write_file(templates / "defective/page.html", text);
                auto options = both();
                options.templates.insert(options.templates.begin(), templates.path().string());
                Host host("defective", options);
                return visit(host);
            }};
}

/// What check_contract says.
std::string checked(const std::string& file)
{
    ContractOptions options;
    options.patience = std::chrono::milliseconds(700);
    options.host.with_modules(std::string(FIXTURES) + "/good");
    std::string text;
    for (const auto& sentence : check_contract(fixture(file), options))
        text += sentence + "\n";
    return text;
}

Kind promise(std::string what, std::string names)
{
    return {what, std::move(names), [what] {
                const Variable broken("WOWHOST_BROKEN_PROMISE", what);
                auto text = checked("promise_breaker/promise_breaker");
                unsetenv("PROMISE_BREAKER"); // what one of them has set
                return text;
            }};
}

/// The contract of the module that makes this mistake.
Kind contract(std::string what, const std::string& made, std::string names)
{
    return {std::move(what), std::move(names), [made] {
                const Variable mistaken("WOWHOST_MISTAKE", made);
                return checked("defective/defective");
            }};
}

/// `wowhost test` of a file with this text.
Kind script(std::string what, const std::string& names, const std::string& text)
{
    return {std::move(what), names, [text] {
                const TemporaryDirectory place;
                write_file(place / "a.test", text);
                return shell(std::string(PROGRAM) + " --format json test " + std::string(place / "a.test"));
            }};
}

} // namespace

std::vector<Kind> setup_kinds()
{
    return {
        mistake("entity type twice"),
        mistake("entity type with a bad name", "odule defective"),
        mistake("entity type with a reserved name", "odule defective"),
        mistake("entity type of another module"),
        mistake("field twice", "odule defective"),
        mistake("field with a bad name", "odule defective"),
        mistake("field with a reserved name", "odule defective"),
        mistake("column that is there already"),
        mistake("index on nothing", "odule defective"),
        mistake("reference without target", "odule defective"),
        mistake("initial value of another type", "odule defective"),
        mistake("once per owner without owner", "odule defective"),
        mistake("owner twice", "odule defective"),
        mistake("command twice"),
        mistake("command without function"),
        mistake("command of another module"),
        mistake("queue twice"),
        mistake("queue without function"),
        mistake("cron job twice"),
        mistake("plugin twice"),
        mistake("plugin of nothing"),
        mistake("route twice"),
        mistake("route without function"),
        mistake("route with a slash at its end"),
        mistake("route with an odd method"),
        mistake("route with a bad parameter"),
        mistake("route in the menu with a parameter"),
        mistake("updates out of order"),
        mistake("setup throws"),
        mistake("setup throws no exception"),
        {"setup does not end", "module hanging_setup",
            [] {
                const Variable patience("WOWHOST_SETUP_PATIENCE_MS", "300");
                return install("hanging_setup", "hanging_setup");
            }},
    };
}

std::vector<Kind> call_kinds()
{
    return {
        mistake("install throws"),
        mistake("install names a type that is not there", "defective"),
        mistake("install names a field that is not there", "defective"),
        mistake("install saves a value of another type", "defective"),
        mistake("install asks for a plugin that is not there", "defective"),
        used("hook throws", "module defective",
            [](Host& host) {
                return said(host, {"entity", "save", "defective_row", R"({"name": "x"})"});
            }),
        used("command throws", "module defective", run),
        used("command throws no exception", "module defective", run),
        used("worker answers too little", "defective",
            [](Host& host) {
                host.services().queue().enqueue("defective_jobs", {{"one", nullptr}});
                host.work();
                return logged(host);
            }),
        used("page throws", "module defective", visit),
        used("page has a header of two lines", "defective", visit),
        page("template is not there", ""),
        page("template has an open section", "<p>\n{{#name}}\n</p>\n"),
        page("template has an open tag", "<p>\n{{name\n"),
        page("template has a filter that there is not", "{{name | upcase}}"),
        page("template has markup as it is", "{{{name}}}"),
    };
}

std::vector<Kind> contract_kinds()
{
    return {
        promise("setup asks the host", "setup"), promise("setup reads a file", "setup"),
        promise("setup starts a thread", "setup"), promise("setup changes the environment", "setup"),
        promise("setup differs", "setup"), promise("install works once", "install"),
        promise("uninstall fails", "uninstall"), promise("changes the locale", "locale"),
        promise("changes rows of others", "good_note"), promise("leaves rows", "good_note"),
        promise("leaves state", "state"), promise("leaves jobs", "jobs"), promise("leaves data of users", "users"),
        promise("leaves a lock", "lock"), promise("keeps a thread_local", "unmap"),
        contract("refers to a type that is not there", "reference to nothing", "defective_row.note"),
        contract("adds a column to a type that is not there", "projection onto nothing", "good_nite"),
        contract("lets rows of a type own that is not there", "owner onto nothing", "defective_rwo"),
        contract("asks for a permission that nobody declares", "permission that nobody declares", "use defectiv"),
        promise("a call never ends", "promise_breaker.tick"), // last: it leaves a thread behind
    };
}

std::vector<Kind> test_kinds()
{
    return {
        script("test with a word that there is not", "a.test:2", "$ wowhost --version\nstdot\n"),
        script("test without a step", "a.test:1", "# nothing\n"),
        script("test that needs a module that is not there", "a.test", "modules absent\n$ wowhost --version\n"),
        script("test that runs something else", "a.test:1", "$ rm -rf x\n"),
        script("test with a variable that there is not", "a.test:1", "$ wowhost ${nam}\n"),
        script("test whose service does not start", "a.test:1", "service net no-such-program\n$ wowhost --version\n"),
        script("test that finds something else", "a.test:2", "$ wowhost --version\nstdout\n    wowhost 0\n"),
        {"request that the script does not answer", "https://eu.example/b",
            [] {
                Host host;
                return thrown([&] { host.services().http().send(wowhost::HttpRequest("https://eu.example/b")); });
            }},
        {"recording without its list", "MANIFEST.json",
            [] {
                Host host;
                return thrown([&] { host.http().recorded(host.folder()); });
            }},
        {"host without modules", "HostOptions",
            [] {
                wowhost::testing::HostOptions nowhere;
                nowhere.modules_path.clear();
                return thrown([&] { Host host("good", nowhere); });
            }},
        {"configuration with a key that there is not", "greetin",
            [] {
                return thrown([] {
                    Host host("good", with(std::string(FIXTURES) + "/good").configure("good: { greetin: hail }"));
                });
            }},
        {"command that there is not", "good:gret",
            [] {
                Host host("good", with(std::string(FIXTURES) + "/good"));
                return said(host, {"good:gret"});
            }},
    };
}

} // namespace sentences
