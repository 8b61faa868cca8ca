// Help for the suites about sign-in: the simulator without sockets, a consent link to change, a browser that
// fills in forms, and the token endpoint.
#pragma once

#include "control_door.hpp"
#include "http_message.hpp"
#include "json.hpp"
#include "service.hpp"

#include <optional>
#include <string>

namespace sim {

// The pair of RFC 7636, appendix B.
inline const std::string known_verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
inline const std::string known_challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
inline const std::string registered_uri = "http://127.0.0.1:8888/callback";

// A consent link of which a test changes what it is about.
class Link {
public:
    Link& with(const std::string& name, const std::string& value);
    Link& without(const std::string& name);
    // Behind all the others, as it is.
    Link& raw(const std::string& text);

    std::string target() const; // from /authorize on

private:
    NameValues parameters_{{"client_id", "demo-client"},
                           {"response_type", "code"},
                           {"redirect_uri", registered_uri},
                           {"scope", "user-read-playback-state user-modify-playback-state"},
                           {"state", "s t&a=t%e"},
                           {"code_challenge_method", "S256"},
                           {"code_challenge", known_challenge}};
    std::string raw_;
};

// Without PKCE, as an app with a secret may do it.
Link plain_link(const std::string& client_id);

class SignInDesk {
public:
    static constexpr Millis start = 5'000'000'000'000;

    World world{1, start};
    Faults faults;
    Service service{world, faults};
    ControlDoor door{world, faults, [] { return std::size_t{0}; }};
    Millis now = start;

    HttpReply send(const HttpRequest& request);
    HttpReply api(const std::string& method, const std::string& target, const std::string& token);

    // With the content type of a form, and the header where it is not empty.
    HttpReply ask_token(const NameValues& form, const std::string& authorization = "");
    // The exchange for the links above: by PKCE, in the name of demo-client.
    NameValues exchange(const std::string& code) const;
    // A whole sign-in by PKCE that has to succeed. Returns the answer's JSON.
    json::Object::Ptr sign_in(const std::string& account = "demo");

    HttpReply control(const std::string& method, const std::string& target, const std::string& body);
    // Opens the link through the control door. Returns the redirect, or the page's text behind "page: ".
    std::string open(const Link& link, const std::string& decision = "agree",
                     const std::string& account = "demo");
    // The code of a redirect that has to have one.
    std::string code(const Link& link, const std::string& account = "demo");

    // An app "secret-client" with the secret "s3cret".
    void register_secret_client();
};

inline const std::string secret_client_basic = "Basic c2VjcmV0LWNsaWVudDpzM2NyZXQ=";

// Keeps cookies, follows redirects inside of the simulator and presses buttons of the forms that it was
// shown.
class Browser {
public:
    explicit Browser(SignInDesk& desk)
        : desk_(desk) {}

    // Ends at a page, or at a redirect that leads elsewhere.
    void go_to(const std::string& target);
    // Presses the button of this text on the page shown; false when there is none.
    bool press(const std::string& button);

    const HttpReply& shown() const { return shown_; }
    // Where it was sent outside of the simulator; empty when it was not.
    const std::string& left_to() const { return left_to_; }
    bool shows(const std::string& text) const { return shown_.body.find(text) != std::string::npos; }

private:
    void follow(HttpReply reply);

    SignInDesk& desk_;
    std::string cookie_;
    HttpReply shown_;
    std::string left_to_;
};

// "400 invalid_grant: Invalid authorization code", with "-" for what is missing.
std::string refusal_of_token(const HttpReply& reply);
// The decoded parameter of an address; nothing when it is not there.
std::optional<std::string> parameter_of(const std::string& url, const std::string& name);

} // namespace sim
