// wowhost SDK: the binary edge between a module's file and the host that loads it.
//
// A module is one shared object with exactly one exported symbol, `wowhost_module_entry_v1`, and three ELF notes in the
// section
// `.note.wowhost` (owner "wowhost"), which a host reads without loading the file:
//
//   type 1   the info file `<name>.info.yml`, verbatim          put there by wowhost_add_module()
//   type 2   the fingerprint of the toolchain family, below     put there by WOWHOST_MODULE, so by the module's own
//   compiler type 3   ids of the interfaces it was built against, one    put there by wowhost_add_module(), which
//   collects
//            per line: its own and those of the modules it USES WOWHOST_INTERFACE from their public headers
//
// Everything here is frozen: a change gets a new symbol or a new note type, never another meaning. Modules include
// <wowhost/module.hpp>, which includes this.
#pragma once

#include <wowhost/version.hpp>

#include <cstdint>
#include <memory>
#include <type_traits>
#include <version>

// The fingerprint: what must agree on both sides for C++ types to cross. It does not hold the compiler's version, the
// language standard, hardening macros or the host's version, since objects that differ in those work together.

#define WOWHOST_DETAIL_TEXT_(x) #x
#define WOWHOST_DETAIL_TEXT(x) WOWHOST_DETAIL_TEXT_(x)

#if defined(_LIBCPP_VERSION)
#define WOWHOST_DETAIL_LIBRARY "libc++;library_abi=v" WOWHOST_DETAIL_TEXT(_LIBCPP_ABI_VERSION)
#elif defined(__GLIBCXX__) && defined(_GLIBCXX_INLINE_VERSION) && _GLIBCXX_INLINE_VERSION
#define WOWHOST_DETAIL_LIBRARY "libstdc++;library_abi=versioned"
#elif defined(__GLIBCXX__) && _GLIBCXX_USE_CXX11_ABI
#define WOWHOST_DETAIL_LIBRARY "libstdc++;library_abi=cxx11"
#elif defined(__GLIBCXX__)
#define WOWHOST_DETAIL_LIBRARY "libstdc++;library_abi=old"
#else
#error "wowhost modules need libstdc++ or libc++"
#endif

#if defined(_GLIBCXX_DEBUG) || (defined(_LIBCPP_DEBUG) && _LIBCPP_DEBUG > 0)
#define WOWHOST_DETAIL_CONTAINERS "debug"
#else
#define WOWHOST_DETAIL_CONTAINERS "normal"
#endif

#if defined(__has_feature)
#define WOWHOST_DETAIL_FEATURE(x) __has_feature(x)
#else
#define WOWHOST_DETAIL_FEATURE(x) 0
#endif

#if defined(__SANITIZE_ADDRESS__) || WOWHOST_DETAIL_FEATURE(address_sanitizer)
#define WOWHOST_DETAIL_SANITIZER "address"
#elif defined(__SANITIZE_THREAD__) || WOWHOST_DETAIL_FEATURE(thread_sanitizer)
#define WOWHOST_DETAIL_SANITIZER "thread"
#elif WOWHOST_DETAIL_FEATURE(memory_sanitizer)
#define WOWHOST_DETAIL_SANITIZER "memory"
#else
#define WOWHOST_DETAIL_SANITIZER "none"
#endif

/// "sdk=1;library=libstdc++;library_abi=cxx11;containers=normal;sanitizer=none;pointer_bytes=8", as this translation
/// unit is compiled.
#define WOWHOST_FINGERPRINT                                                                                            \
    "sdk=" WOWHOST_DETAIL_TEXT(WOWHOST_SDK_MAJOR) ";library=" WOWHOST_DETAIL_LIBRARY                                   \
                                                  ";containers=" WOWHOST_DETAIL_CONTAINERS                             \
                                                  ";sanitizer=" WOWHOST_DETAIL_SANITIZER                               \
                                                  ";pointer_bytes=" WOWHOST_DETAIL_TEXT(__SIZEOF_POINTER__)

#define WOWHOST_NOTE_OWNER "wowhost"
#define WOWHOST_NOTE_INFO 1
#define WOWHOST_NOTE_FINGERPRINT 2
#define WOWHOST_NOTE_INTERFACES 3

// A note in assembly: SHT_NOTE and SHF_ALLOC make every linker keep it (--gc-sections, LTO, strip) and put it under
// PT_NOTE. `content` is one assembler line that emits the bytes.
#define WOWHOST_DETAIL_NOTE(type, content)                                                                             \
    __asm__(".pushsection .note.wowhost,\"a\",%note\n"                                                                 \
            ".balign 4\n"                                                                                              \
            ".long 2f-1f\n"                                                                                            \
            ".long 4f-3f\n"                                                                                            \
            ".long " WOWHOST_DETAIL_TEXT(type) "\n"                                                                    \
                                               "1: .asciz \"" WOWHOST_NOTE_OWNER "\"\n"                                \
                                               "2: .balign 4\n"                                                        \
                                               "3: " content "\n"                                                      \
                                               "4: .balign 4\n"                                                        \
                                               ".popsection\n");

namespace wowhost {
inline namespace v1 {

class Module; // <wowhost/module.hpp>

namespace abi {

/// What `wowhost_module_entry_v1` is. `size` is sizeof of the struct the module was built with; a host reads no member
/// beyond it. `create` returns a new `wowhost::Module*` as void*, and may throw. `destroy` takes what `create`
/// returned.
struct ModuleEntryV1 {
    std::uint32_t size;
    void* (*create)();
    void (*destroy)(void*) noexcept;
};

/// The name to look up in the file.
inline constexpr const char* entry_symbol_v1 = "wowhost_module_entry_v1";

// Templates, so that a translation unit that only reads the ABI needs no definition of Module.
template <class Type, class Base = Module>
void* create_module()
{
    static_assert(std::is_base_of_v<Base, Type>, "WOWHOST_MODULE(Type): Type must derive from wowhost::Module");
    static_assert(std::has_virtual_destructor_v<Base>);
    return static_cast<Base*>(std::make_unique<Type>().release());
}

template <class Base = Module>
void destroy_module(void* object) noexcept
{
    std::default_delete<Base>()(static_cast<Base*>(object));
}

} // namespace abi
} // namespace v1
} // namespace wowhost

/// Makes the class `Type` (derived from wowhost::Module, default constructible) the module of this file. Once per
/// module, at namespace scope outside of any namespace, without a semicolon.
#define WOWHOST_MODULE(...)                                                                                            \
    extern "C" [[gnu::visibility("default")]] const ::wowhost::abi::ModuleEntryV1 wowhost_module_entry_v1;             \
    [[gnu::used]] const ::wowhost::abi::ModuleEntryV1 wowhost_module_entry_v1 = {                                      \
        sizeof(::wowhost::abi::ModuleEntryV1), &::wowhost::abi::create_module<__VA_ARGS__>,                            \
        &::wowhost::abi::destroy_module<>};                                                                            \
    WOWHOST_DETAIL_NOTE(WOWHOST_NOTE_FINGERPRINT, ".ascii \"" WOWHOST_FINGERPRINT "\"")
