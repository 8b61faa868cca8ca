// The pure rooms of consent: PKCE, the redirect URI, the link, and what a person brings back.
#include "auth/consent_link.hpp"
#include "auth/consent_return.hpp"
#include "auth/pkce.hpp"
#include "auth/redirect_uri.hpp"
#include "auth/token_requests.hpp"
#include "auth/unguessable.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

using namespace spotify::auth;
using spotify::Secret;
using spotify::net::UrlError;

namespace {

ConsentReturn brought(const std::string& text) {
    const auto read = read_consent_return(text);
    REQUIRE(std::holds_alternative<ConsentReturn>(read));
    return std::get<ConsentReturn>(read);
}

NotAReturn problem(const std::string& text) {
    const auto read = read_consent_return(text);
    REQUIRE(std::holds_alternative<NotAReturn>(read));
    return std::get<NotAReturn>(read);
}

std::string code_in(const std::string& text) {
    return brought(text).code.reveal();
}

bool is_refused(const std::string& uri) {
    try {
        parse_redirect_uri(uri);
        return false;
    } catch (const UrlError&) {
        return true;
    }
}

} // namespace

TEST_CASE("the challenge is that of RFC 7636, appendix B") {
    CHECK(code_challenge(Secret{"dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"}) ==
          "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
}

TEST_CASE("verifiers are long, of allowed characters, and never the same") {
    std::set<std::string> seen;
    for (int i = 0; i < 100; ++i) {
        const auto verifier = new_code_verifier().reveal();
        CHECK(verifier.size() >= 43);
        CHECK(verifier.size() <= 128);
        CHECK(verifier.find_first_not_of(
                  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~") == std::string::npos);
        CHECK(seen.insert(verifier).second);
    }
}

TEST_CASE("base64url without padding, for every length") {
    const std::array<unsigned char, 4> bytes{0xFB, 0xEF, 0xFF, 0x00};
    CHECK(base64url(std::span{bytes}.first(0)).empty());
    CHECK(base64url(std::span{bytes}.first(1)) == "-w");
    CHECK(base64url(std::span{bytes}.first(2)) == "--8");
    CHECK(base64url(std::span{bytes}.first(3)) == "--__");
    CHECK(base64url(std::span{bytes}.first(4)) == "--__AA");
}

TEST_CASE("redirect URIs: https, or a loopback literal") {
    for (const char* good :
         {"https://example.org/callback", "http://127.0.0.1:8888/callback", "http://[::1]:8888/callback",
          "http://127.0.0.1/callback", "http://127.0.0.1:1"}) {
        CAPTURE(good);
        CHECK_FALSE(is_refused(good));
        CHECK(parse_redirect_uri(good).text == good);
    }
    for (const char* bad :
         {"http://localhost:8888/callback", "https://localhost/callback", "http://192.168.1.9:5000/callback",
          "http://127.0.0.1.example.org/", "http://127.0.0.10/x", "http://127.0.0.1:0/x",
          "http://127.0.0.1:99999/x", "http://127.0.0.1:80x/x", "ftp://127.0.0.1/x",
          "127.0.0.1:8888/callback", "https://", "https://user@host/x", "https://example.org/#x",
          "http://127.0.0.1:8888/ callback", "http://127.0.0.1:8888callback", ""}) {
        CAPTURE(bad);
        CHECK(is_refused(bad));
    }
}

TEST_CASE("a loopback literal without a port takes any port, and only it") {
    const auto any = parse_redirect_uri("http://127.0.0.1/callback");
    CHECK(any.any_port);
    CHECK(with_port(any, 4711).text == "http://127.0.0.1:4711/callback");
    CHECK(with_port(any, 4711).path == "/callback");
    CHECK(with_port(parse_redirect_uri("http://[::1]"), 4711).text == "http://[::1]:4711");
    const auto fixed = parse_redirect_uri("http://[::1]:8888/cb");
    CHECK_FALSE(fixed.any_port);
    CHECK(fixed.listener.host == "::1");
    CHECK(fixed.listener.port == 8888);
    CHECK_FALSE(parse_redirect_uri("https://example.org/cb").is_loopback);
}

TEST_CASE("the link has exactly the parameters of the reference") {
    ConsentLink link{{"accounts.spotify.com", 443},
                     "",
                     "client id",
                     parse_redirect_uri("http://127.0.0.1:8888/cb"),
                     "state+1",
                     "ch"};
    const auto url = to_url(link);
    CHECK(url ==
          "https://accounts.spotify.com/authorize?client_id=client%20id&response_type=code"
          "&redirect_uri=http%3A%2F%2F127.0.0.1%3A8888%2Fcb"
          "&scope=user-read-playback-state%20user-read-currently-playing%20user-modify-playback-state"
          "%20playlist-read-private%20playlist-read-collaborative%20user-library-read%20user-library-modify"
          "&state=state%2B1&show_dialog=true&code_challenge_method=S256&code_challenge=ch");
    link.code_challenge.reset();
    CHECK(to_url(link).find("code_challenge") == std::string::npos);
}

TEST_CASE("the code is read up to the ampersand, in whatever shape it was copied") {
    const std::string address = "http://127.0.0.1:8888/callback?code=AQa-b_C1&state=xyz";
    CHECK(code_in(address) == "AQa-b_C1");
    CHECK(brought(address).state->reveal() == "xyz");
    for (const std::string& dirty :
         {address + "#", address + "#_=_", "  " + address + "\n", "\t\"" + address + "\"",
          "<" + address + ">", "\xEF\xBB\xBF" + address, "\xC2\xA0" + address + "\xE2\x80\x8B",
          std::string{"http://127.0.0.1:8888/call\r\n  back?code=AQa-\n b_C1&sta\nte=xyz"},
          std::string{"http://127.0.0.1:8888/callback?state=xyz&code=AQa-b_C1"},
          std::string{"callback?code=AQa-b_C1&state=xyz"}, std::string{"code=AQa-b_C1&state=xyz"},
          std::string{"AQa-b_C1&state=xyz"},
          std::string{"http://127.0.0.1:8888/callback?code=AQa%2Db_C1&state=x%79z"}}) {
        CAPTURE(dirty);
        CHECK(code_in(dirty) == "AQa-b_C1");
        REQUIRE(brought(dirty).state);
        CHECK(brought(dirty).state->reveal() == "xyz");
    }
    CHECK(code_in(" AQa-\n b_C1 ") == "AQa-b_C1");
    CHECK_FALSE(brought("AQa-b_C1").state);
    CHECK(code_in("AQab==") == "AQab==");
}

TEST_CASE("codes are opaque: one letter or thousands, any printable character") {
    CHECK(code_in("x") == "x");
    CHECK(code_in("code") == "code");
    CHECK(code_in("state&state=s") == "state");
    CHECK(code_in("http://127.0.0.1/cb?code=~!$*()'&state=s") == "~!$*()'");
    const std::string longest(4000, 'q');
    CHECK(code_in("http://127.0.0.1/cb?code=" + longest + "&state=s") == longest);
}

TEST_CASE("a refusal is told apart, and only OAuth's letters come through") {
    const auto refused = brought("http://127.0.0.1:8888/callback?error=access_denied&state=xyz");
    CHECK(refused.error == "access_denied");
    CHECK(refused.state->reveal() == "xyz");
    CHECK(refused.code.empty());
    CHECK(brought("http://x/?error=%3Cscript%3E&state=1").error == "unknown");
}

TEST_CASE("what is no return is told apart") {
    CHECK(problem("") == NotAReturn::empty);
    CHECK(problem(" \n\t ") == NotAReturn::empty);
    CHECK(problem("#") == NotAReturn::empty);
    CHECK(problem("https://accounts.spotify.com/"
                  "authorize?client_id=c&response_type=code&state=s&code_challenge=x") ==
          NotAReturn::the_link_itself);
    CHECK(problem("http://127.0.0.1:8888/callback") == NotAReturn::no_code);
    CHECK(problem("http://127.0.0.1:8888/callback?state=xyz") == NotAReturn::no_code);
    CHECK(problem("http://127.0.0.1:8888/callback?code=&state=xyz") == NotAReturn::no_code);
    CHECK(problem("http://127.0.0.1:8888/callback?code=a%0D%0AX:y&state=xyz") == NotAReturn::no_code);
    CHECK(problem(std::string(9000, 'q')) == NotAReturn::no_code);
    CHECK(problem("http://x/?code=" + std::string(100'000, 'q')) == NotAReturn::no_code);
}

TEST_CASE("the code request has exactly what the reference says, for both kinds of app") {
    const auto post = code_request("", {"client", std::nullopt}, Secret{"c&de"},
                                   "http://127.0.0.1:8888/callback", Secret{"verifier"});
    CHECK(post.method == "POST");
    CHECK(post.target == "/api/token");
    CHECK(post.body ==
          "grant_type=authorization_code&code=c%26de"
          "&redirect_uri=http%3A%2F%2F127.0.0.1%3A8888%2Fcallback&client_id=client&code_verifier=verifier");
    CHECK(std::ranges::count(post.headers,
                             spotify::net::Header{"Content-Type", "application/x-www-form-urlencoded"}) == 1);
    CHECK(std::ranges::none_of(post.headers,
                               [](const auto& header) { return header.first == "Authorization"; }));

    auto confidential =
        code_request("", {"client", Secret{"s3cret"}}, Secret{"code"}, "https://x/", std::nullopt);
    CHECK(confidential.body == "grant_type=authorization_code&code=code&redirect_uri=https%3A%2F%2Fx%2F");
    CHECK(std::ranges::count(confidential.headers,
                             spotify::net::Header{"Authorization", "Basic Y2xpZW50OnMzY3JldA=="}) == 1);
    wipe_credentials(confidential);
    CHECK(confidential.body.empty());
    CHECK(std::ranges::count(confidential.headers, spotify::net::Header{"Authorization", ""}) == 1);
}
