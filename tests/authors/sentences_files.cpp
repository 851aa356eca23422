// What is wrong with an info file, a module's file, what it depends on, and whom it trusts.
#include "sentences_tools.hpp"

#include <cstdint>
#include <fstream>

namespace sentences {

using wowhost::test::TemporaryDirectory;
using wowhost::test::write_file;
using wowhost::testing::Host;

namespace {

namespace fs = std::filesystem;

const std::string head = "name: broken\nlabel: Broken\nversion: 1.0.0\n";

Kind info(std::string what, const std::string& names, const std::string& text)
{
    return {std::move(what), names, [text] {
                const TemporaryDirectory folder;
                const auto file = folder / "broken.info.yml";
                write_file(file, text);
                Host host;
                return said(host, {"module", "verify", file});
            }};
}

/// The fourth line of an info file of which the rest is good.
Kind line(std::string what, const std::string& text)
{
    return info(std::move(what), "broken.info.yml:4", head + text + "\nsdk: 1.0\n");
}

/// A folder with one module in it, and what `module list` says of it.
std::string listed(const TemporaryDirectory& folder, const std::string& module)
{
    Host host(with(folder.path().string()));
    const auto shown = host.ask({"module", "why", module});
    return shown["reason"].string();
}

/// A copy of a good module with something done to it.
Kind copy(std::string what, std::string names, const std::function<void(const std::string& file)>& spoil)
{
    return {std::move(what), std::move(names), [spoil] {
                const TemporaryDirectory folder;
                fs::copy_file(fixture("good/good"), folder / "good.so");
                spoil(folder / "good.so");
                return listed(folder, "good");
            }};
}

Kind refused(std::string what, std::string names, const std::string& folder, const std::string& module)
{
    return {std::move(what), std::move(names), [folder, module] { return install(folder, module); }};
}

std::string verify(const std::string& file)
{
    Host host;
    return said(host, {"module", "verify", file});
}

void overwrite(const std::string& file, std::streamoff at, const std::string& bytes)
{
    std::fstream out(file, std::ios::in | std::ios::out | std::ios::binary);
    out.seekp(at);
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

void let_others_write(const fs::path& path, bool allowed = true)
{
    fs::permissions(path, fs::perms::others_write, allowed ? fs::perm_options::add : fs::perm_options::remove);
}

} // namespace

std::vector<Kind> info_file_kinds()
{
    const std::string good = head + "sdk: 1.0\n";
    return {
        info("is no YAML", "broken.info.yml:3", "name: broken\nlabel: [\n"),
        info("is no map", "broken.info.yml:1", "broken\n"),
        info("lacks a key", "broken.info.yml:1", "name: broken\nversion: 1.0.0\nsdk: 1.0\n"),
        line("has a key that there is not", "pakcage: Mine"),
        line("has a key twice", "label: Again"),
        line("has a list where a text belongs", "description: [a, b]"),
        line("has another word than true or false", "hidden: yes"),
        line("has a weight that is no number", "weight: heavy"),
        line("has a lifecycle that there is not", "lifecycle: stabel"),
        line("is deprecated without a link", "lifecycle: deprecated"),
        line("has no list of dependencies", "dependencies: good"),
        line("has a dependency that cannot be read", "dependencies: [\"good (>one)\"]"),
        line("depends on itself", "dependencies: [broken]"),
        line("names a dependency twice", "dependencies: [good, good]"),
        line("has a configuration key of no type", "config: [{ key: word, type: string }]"),
        line("has a configuration key twice", "config: [{ key: word, type: text }, { key: word, type: text }]"),
        line("has a configuration key with a bad name", "config: [{ key: My-Word, type: text }]"),
        line("has a default of another type", "config: [{ key: size, type: integer, default: large }]"),
        line("has a generated key that is no secret", "config: [{ key: word, type: text, generate: true }]"),
        line("has a permission with a bad name", "permissions: [{ name: Use_It }]"),
        line("has a permission twice", "permissions: [{ name: use it }, { name: use it }]"),
        info("has a bad name", "broken.info.yml:1", "name: My-Module\nlabel: Mine\nversion: 1.0.0\nsdk: 1.0\n"),
        info("has a bad version", "broken.info.yml:3", "name: broken\nlabel: Broken\nversion: new\nsdk: 1.0\n"),
        info("has an SDK that is no version", "broken.info.yml:4", head + "sdk: newest\n"),
        info("needs a newer SDK", "broken.info.yml:4", head + "sdk: 1.99\n"),
        info("needs an older SDK", "broken.info.yml:4", head + "sdk: 0.9\n"),
    };
}

std::vector<Kind> file_kinds()
{
    return {
        {"is not there", "/nowhere/x.so", [] { return verify("/nowhere/x.so"); }},
        copy("is no ELF file", "good.so", [](const std::string& file) { write_file(file, "not an object\n"); }),
        copy("is for another machine", "good.so",
            [](const std::string& file) {
                constexpr std::streamoff machine = 18; // e_machine: 243 is RISC-V
                overwrite(file, machine, std::string("\xf3\x00", 2));
            }),
        copy("is no shared object", "good.so",
            [](const std::string& file) {
                constexpr std::streamoff type = 16; // e_type: 1 is an object file
                overwrite(file, type, std::string("\x01\x00", 2));
            }),
        copy("is cut short", "good.so", [](const std::string& file) { fs::resize_file(file, 100); }),
        refused("has no notes", "no_note.so", "no_note", "no_note"),
        refused("has two info files", "two_notes.so", "two_notes", "two_notes"),
        {"has another name than its module", "renamed.so",
            [] {
                const TemporaryDirectory folder;
                fs::copy_file(fixture("good/good"), folder / "renamed.so");
                return listed(folder, "good");
            }},
        refused("has an info file with mistakes", "bad_info.so", "bad_info", "bad_info"),
        refused("was built for another ABI", "other_fingerprint", "other_fingerprint", "other_fingerprint"),
        refused("was built for a newer SDK", "newer_sdk.info.yml:6", "newer_sdk", "newer_sdk"),
        refused("has no entry", "module missing_entry", "missing_entry", "missing_entry"),
        {"has no entry, by verify", "missing_entry", [] { return verify(fixture("missing_entry/missing_entry")); }},
        {"has unique symbols", "gnu_unique", [] { return verify(fixture("gnu_unique/gnu_unique")); }},
        refused("has an undefined symbol", "module unresolved", "unresolved", "unresolved"),
        refused("needs a library that is not there", "module lacks_library", "lacks_library", "lacks_library"),
        {"is there twice", "good.so",
            [] {
                const TemporaryDirectory folder;
                fs::copy_file(fixture("good/good"), folder / "good.so");
                Host host(with(std::string(FIXTURES) + "/good").with_modules(folder.path().string()));
                return said(host, {"module", "why", "good"});
            }},
        copy("may be changed by others", "good.so", [](const std::string& file) { let_others_write(file); }),
        copy("is in a folder that others may change", "the folder ",
            [](const std::string& file) { let_others_write(fs::path(file).parent_path()); }),
        {"is not the pinned one", "good.so",
            [] {
                Host host(with(std::string(FIXTURES) + "/good").configure("modules: { pins: { good: 00ff } }"));
                return said(host, {"install", "good"});
            }},
    };
}

std::vector<Kind> dependency_kinds()
{
    return {
        refused("needs a module that is not there", "needs_missing.info.yml:7", "kinds", "needs_missing"),
        refused("needs another version", "needs_newer.info.yml:7", "kinds", "needs_newer"),
        refused("needs what depends on it", "cyclic_a", "cyclic", "cyclic_a"),
        {"needs what cannot be used", "needs_newer_sdk",
            [] {
                const TemporaryDirectory folder;
                fs::copy_file(fixture("kinds/needs_newer_sdk"), folder / "needs_newer_sdk.so");
                fs::copy_file(fixture("newer_sdk/newer_sdk"), folder / "newer_sdk.so");
                return listed(folder, "needs_newer_sdk");
            }},
        refused("is obsolete", "bygone", "kinds", "bygone"),
        {"has a name that nobody has", "goood",
            [] {
                Host host(with(std::string(FIXTURES) + "/good"));
                return said(host, {"install", "goood"});
            }},
    };
}

} // namespace sentences
