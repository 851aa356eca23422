// Logging in: authorization code, PKCE, nonce, signatures checked with the published keys, and what a user's token
// opens.
#include "sdk/sandbox/base64.hpp"
#include "sdk/sandbox/sandbox_program.hpp"

#include <catch2/catch.hpp>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/sha.h>

#include <memory>
#include <set>

using nlohmann::json;
using sandbox_test::Reply;
using sandbox_test::Sandbox;

namespace {

const std::string in_profile = "?namespace=profile-eu&locale=en_GB";
const std::string redirect = "http%3A%2F%2Fsite.example%2Fopenid-connect%2Fbattlenet";

std::string authorize_url(const std::string& more = "", const std::string& scope = "openid%20wow.profile")
{
    return "/authorize?response_type=code&client_id=site&redirect_uri=" + redirect + "&scope=" + scope
        + "&state=abc%20d&nonce=n-1" + more;
}

// The value of a parameter in the redirection.
std::string in_location(const Reply& reply, const std::string& key)
{
    const auto location = reply.headers.at("location");
    const auto at = location.find(key + "=");
    return at == std::string::npos ? ""
                                   : location.substr(at + key.size() + 1, location.find('&', at) - at - key.size() - 1);
}

Reply redeem(
    Sandbox& sandbox, const std::string& code, const std::string& more = "", const std::string& client = "site")
{
    return sandbox.post("/token", "grant_type=authorization_code&code=" + code + "&redirect_uri=" + redirect + more,
        {"Authorization: Basic " + sandbox::base64(client + ":secret")});
}

json log_in(Sandbox& sandbox, const std::string& more = "", const std::string& scope = "openid%20wow.profile")
{
    const auto reply = sandbox.get_without_token(authorize_url(more, scope));
    REQUIRE(reply.status == 302);
    const auto token = redeem(sandbox, in_location(reply, "code"));
    REQUIRE(token.status == 200);
    return token.json();
}

json claims_of(const std::string& token)
{
    const auto first = token.find('.');
    return json::parse(*sandbox::base64_decode(token.substr(first + 1, token.rfind('.') - first - 1)));
}

json header_of(const std::string& token)
{
    return json::parse(*sandbox::base64_decode(token.substr(0, token.find('.'))));
}

// RS256 with the key that the token names.
bool is_signed(Sandbox& sandbox, const std::string& token)
{
    const auto kid = header_of(token).at("kid");
    std::string modulus;
    for (const auto& key : sandbox.get_without_token("/jwks/certs").part("keys")) {
        if (key.at("kid") == kid) {
            modulus = *sandbox::base64_decode(key.at("n").get<std::string>());
        }
    }
    if (modulus.empty()) {
        return false;
    }
    const std::unique_ptr<OSSL_PARAM_BLD, decltype(&OSSL_PARAM_BLD_free)> build(
        OSSL_PARAM_BLD_new(), &OSSL_PARAM_BLD_free);
    const std::unique_ptr<BIGNUM, decltype(&BN_free)> n(
        BN_bin2bn(reinterpret_cast<const unsigned char*>(modulus.data()), static_cast<int>(modulus.size()), nullptr),
        &BN_free);
    OSSL_PARAM_BLD_push_BN(build.get(), OSSL_PKEY_PARAM_RSA_N, n.get());
    OSSL_PARAM_BLD_push_ulong(build.get(), OSSL_PKEY_PARAM_RSA_E, 65537);
    const std::unique_ptr<OSSL_PARAM, decltype(&OSSL_PARAM_free)> parameters(
        OSSL_PARAM_BLD_to_param(build.get()), &OSSL_PARAM_free);
    const std::unique_ptr<EVP_PKEY_CTX, decltype(&EVP_PKEY_CTX_free)> maker(
        EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr), &EVP_PKEY_CTX_free);
    EVP_PKEY* raw = nullptr;
    REQUIRE(EVP_PKEY_fromdata_init(maker.get()) == 1);
    REQUIRE(EVP_PKEY_fromdata(maker.get(), &raw, EVP_PKEY_PUBLIC_KEY, parameters.get()) == 1);
    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(raw, &EVP_PKEY_free);
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
    REQUIRE(EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key.get()) == 1);
    const auto dot = token.rfind('.');
    const auto signature = *sandbox::base64_decode(token.substr(dot + 1));
    return EVP_DigestVerify(context.get(), reinterpret_cast<const unsigned char*>(signature.data()), signature.size(),
               reinterpret_cast<const unsigned char*>(token.data()), dot)
        == 1;
}

} // namespace

TEST_CASE("discovery names endpoints that answer, and keys have the form of the real ones")
{
    Sandbox sandbox;
    const auto discovery = sandbox.get_without_token("/.well-known/openid-configuration").json();
    CHECK(discovery.at("issuer") == sandbox.url());
    CHECK(discovery.at("authorization_endpoint") == sandbox.url() + "/authorize");
    CHECK(sandbox.get_without_token("/oauth/.well-known/openid-configuration").json() == discovery);
    const auto path = discovery.at("jwks_uri").get<std::string>().substr(sandbox.url().size());
    const auto keys = sandbox.get_without_token(path).part("keys");
    REQUIRE(keys.size() == 2);
    for (const auto& key : keys) {
        CHECK(key.at("alg") == "RS256");
        const auto n = key.at("n").get<std::string>();
        CHECK(n.size() == 344);
        const auto bytes = *sandbox::base64_decode(n);
        REQUIRE(bytes.size() == 257);
        CHECK(bytes[0] == '\0');
        CHECK((static_cast<unsigned char>(bytes[1]) & 0x80U) != 0);
    }
}

TEST_CASE("a code is good once, for its client and its redirect_uri, the id_token is signed and says who and for whom")
{
    Sandbox sandbox;
    const auto reply = sandbox.get_without_token(authorize_url());
    REQUIRE(reply.status == 302);
    CHECK(reply.headers.at("location").starts_with("http://site.example/openid-connect/battlenet?"));
    CHECK(in_location(reply, "state") == "abc%20d");
    const auto code = in_location(reply, "code");
    const auto token = redeem(sandbox, code);
    REQUIRE(token.status == 200);
    CHECK(token.part("token_type") == "bearer");
    CHECK(token.part("expires_in") == 86399);
    CHECK(redeem(sandbox, code).status == 400);

    const auto id_token = token.part("id_token").get<std::string>();
    CHECK(header_of(id_token).at("alg") == "RS256");
    CHECK(is_signed(sandbox, id_token));
    const auto claims = claims_of(id_token);
    CHECK(claims.at("iss") == sandbox.url());
    CHECK(claims.at("aud") == "site");
    CHECK(claims.at("nonce") == "n-1");
    CHECK(claims.at("sub") == token.part("sub"));
    CHECK(claims.at("exp") > claims.at("iat"));
    CHECK(claims.at("battle_tag") == "Sheday#2163");

    const auto user = sandbox.get_as(token.part("access_token").get<std::string>(), "/userinfo").json();
    CHECK(user.at("sub") == claims.at("sub"));
    CHECK(std::to_string(user.at("id").get<std::int64_t>()) == user.at("sub"));
    CHECK(user.at("battletag") == "Sheday#2163");

    const auto stolen = in_location(sandbox.get_without_token(authorize_url()), "code");
    CHECK(redeem(sandbox, stolen, "", "thief").status == 400);
    const auto other = in_location(sandbox.get_without_token(authorize_url()), "code");
    CHECK(redeem(sandbox, other, "&redirect_uri=x").status == 200); // the first parameter counts
    CHECK(sandbox
              .post("/token",
                  "grant_type=authorization_code&redirect_uri=http%3A%2F%2Felsewhere.example&code="
                      + in_location(sandbox.get_without_token(authorize_url()), "code"),
                  {"Authorization: Basic " + sandbox::base64("site:secret")})
              .status
        == 400);
    CHECK(redeem(sandbox, "invented").part("error") == "invalid_grant");
    CHECK(sandbox.post("/token", "grant_type=authorization_code&code=x&client_id=site&client_secret=wrong").status
        == 401);
    // The credentials may stand in the form.
    const auto form = in_location(sandbox.get_without_token("/oauth" + authorize_url()), "code");
    CHECK(sandbox
              .post("/oauth/token",
                  "grant_type=authorization_code&client_id=site&client_secret=s&redirect_uri=" + redirect
                      + "&code=" + form)
              .status
        == 200);
}

TEST_CASE("PKCE: a code with a challenge wants its verifier")
{
    Sandbox sandbox;
    const std::string verifier = "a-verifier-of-no-less-than-forty-three-characters-";
    std::string digest(SHA256_DIGEST_LENGTH, '\0');
    SHA256(reinterpret_cast<const unsigned char*>(verifier.data()), verifier.size(),
        reinterpret_cast<unsigned char*>(digest.data()));
    const auto challenge = "&code_challenge_method=S256&code_challenge=" + sandbox::base64url(digest);
    const auto code = [&] { return in_location(sandbox.get_without_token(authorize_url(challenge)), "code"); };
    CHECK(redeem(sandbox, code(), "&code_verifier=" + verifier).status == 200);
    CHECK(redeem(sandbox, code(), "&code_verifier=" + verifier + "x").status == 400);
    CHECK(redeem(sandbox, code()).status == 400);
    const auto plain = sandbox.get_without_token(authorize_url("&code_challenge=abc&code_challenge_method=plain"));
    CHECK(in_location(plain, "error") == "invalid_request");
}

TEST_CASE("who is logged in is a parameter or a control, nobody may be, and a page lets one choose")
{
    Sandbox sandbox;
    CHECK(in_location(sandbox.get_without_token(authorize_url("&account=deny")), "error") == "access_denied");
    const auto second = log_in(sandbox, "&account=2");
    CHECK(second.at("sub") != log_in(sandbox).at("sub"));
    sandbox.change_world({{"op", "login"}, {"account", 2}});
    CHECK(log_in(sandbox).at("sub") == second.at("sub"));
    sandbox.change_world({{"op", "login"}, {"account", "ask"}});
    const auto page = sandbox.get_without_token(authorize_url());
    CHECK(page.status == 200);
    CHECK(page.body.find("account=3&amp;response_type=code") != std::string::npos);
    CHECK(sandbox.post("/_sandbox/world", R"({"op":"login","account":"Sheday"})").status == 400);
    CHECK(sandbox.get_without_token("/authorize?response_type=code").status == 400);
    CHECK(in_location(
              sandbox.get_without_token("/authorize?response_type=token&client_id=a&redirect_uri=" + redirect), "error")
        == "unsupported_response_type");
}

TEST_CASE("a user's token opens the account, an application's does not, and it can be revoked")
{
    Sandbox sandbox;
    const auto path = "/profile/user/wow" + in_profile;
    CHECK(sandbox.get(path).status == 401);
    CHECK(sandbox.get_as(log_in(sandbox, "", "openid").at("access_token"), path).status == 403);
    const auto token = log_in(sandbox).at("access_token").get<std::string>();
    const auto reply = sandbox.get_as(token, path);
    REQUIRE(reply.status == 200);
    const auto account = reply.json();
    std::set<std::string> names;
    bool nameless = false;
    for (const auto& licence : account.at("wow_accounts")) {
        for (const auto& row : licence.at("characters")) {
            names.insert(row.at("name").get<std::string>());
            nameless = nameless || row.at("level") == 0;
        }
    }
    CHECK(names.count("Sheday") == 1);
    CHECK(names.count("Альвеоняша") == 1);
    CHECK(names.count("Hidden") == 1);
    CHECK(names.count("Gone") == 0);
    CHECK(nameless);
    CHECK(names.size() > 5);
    const auto mounts = sandbox.get_as(token, "/profile/user/wow/collections/mounts" + in_profile).part("mounts");
    CHECK(mounts.size() >= 530);
    CHECK(sandbox.get_as(token, "/profile/user/wow/collections" + in_profile).json().contains("toys"));
    const auto other = sandbox.get_as(log_in(sandbox, "&account=2").at("access_token"), path);
    CHECK(other.status == 200);
    CHECK(other.part("id") != account.at("id"));

    // A token of the application goes on when the users' are gone.
    sandbox.change_world({{"op", "revoke_user_tokens"}});
    CHECK(sandbox.get_as(token, path).status == 401);
    CHECK(sandbox.get_as(token, "/userinfo").status == 401);
    CHECK(sandbox.get("/data/wow/mount/6?namespace=static-eu").status == 200);
    CHECK(sandbox.get("/userinfo").status == 401);
}

TEST_CASE("the account's list follows deletions, transfers and new owners")
{
    Sandbox sandbox;
    const auto token = log_in(sandbox).at("access_token").get<std::string>();
    const auto all = [&] { return sandbox.get_as(token, "/profile/user/wow" + in_profile).body; };
    CHECK(all().find("\"Sheday\"") != std::string::npos);
    sandbox.change_world({{"op", "move"}, {"realm", "stormrage"}, {"name", "sheday"}, {"to_realm", "silvermoon"},
        {"to_name", "Moonday"}});
    CHECK(all().find("\"Sheday\"") == std::string::npos);
    CHECK(all().find("/silvermoon/moonday") != std::string::npos);
    sandbox.change_world({{"op", "replace"}, {"realm", "silvermoon"}, {"name", "moonday"}});
    CHECK(all().find("\"Moonday\"") == std::string::npos);
    sandbox.change_world({{"op", "battletag"}, {"account", 1}, {"battletag", "Renamed#1"}});
    CHECK(sandbox.get_as(token, "/userinfo").part("battletag") == "Renamed#1");
}

TEST_CASE("keys rotate: the former stays for one rotation, unless it is dropped")
{
    Sandbox sandbox;
    const auto token = [&] { return log_in(sandbox).at("id_token").get<std::string>(); };
    const auto first = token();
    sandbox.change_world({{"op", "rotate_keys"}});
    const auto second = token();
    CHECK(header_of(first).at("kid") != header_of(second).at("kid"));
    CHECK(is_signed(sandbox, first));
    CHECK(is_signed(sandbox, second));
    sandbox.change_world({{"op", "rotate_keys"}, {"drop", true}});
    CHECK_FALSE(is_signed(sandbox, first));
    CHECK_FALSE(is_signed(sandbox, second));
    CHECK(is_signed(sandbox, token()));
}

TEST_CASE("an id_token can be spoiled in every way that a client must notice, once")
{
    Sandbox sandbox;
    const auto spoiled = [&](const std::string& what) {
        sandbox.change_world({{"op", "spoil_id_token"}, {"what", what}});
        return log_in(sandbox).at("id_token").get<std::string>();
    };
    CHECK_FALSE(is_signed(sandbox, spoiled("signature")));
    CHECK(claims_of(spoiled("nonce")).at("nonce") != "n-1");
    CHECK(claims_of(spoiled("issuer")).at("iss") != sandbox.url());
    CHECK(claims_of(spoiled("audience")).at("aud") != "site");
    const auto expired = claims_of(spoiled("expired"));
    CHECK(expired.at("exp") < claims_of(log_in(sandbox).at("id_token")).at("iat"));
    for (const auto* algorithm : {"none", "HS256"}) {
        const auto forged = spoiled(algorithm);
        CHECK(header_of(forged).at("alg") == algorithm);
        CHECK(claims_of(forged).at("aud") == "site");
        CHECK(forged.ends_with('.') == (std::string(algorithm) == "none"));
    }
    CHECK(sandbox.post("/_sandbox/world", R"({"op":"spoil_id_token","what":"mood"})").status == 400);
}
