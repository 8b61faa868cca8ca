#include "authorize_pages.hpp"

#include "scopes.hpp"

namespace sim {
namespace {

std::string escaped(const std::string& text) {
    std::string safe;
    for (const char character : text) {
        switch (character) {
        case '&':
            safe += "&amp;";
            break;
        case '<':
            safe += "&lt;";
            break;
        case '>':
            safe += "&gt;";
            break;
        case '"':
            safe += "&quot;";
            break;
        default:
            safe += character;
        }
    }
    return safe;
}

HttpReply page(unsigned status, const std::string& title, const std::string& content) {
    return {status,
            {{"Content-Type", "text/html; charset=utf-8"}, {"Cache-Control", "no-store"}},
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
            "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
            // Without it the browser asks for an icon, which tests that count requests would see.
            "<link rel=\"icon\" href=\"data:,\">\n<title>" +
                escaped(title) +
                "</title>\n<style>\n:root { color-scheme: light dark }\n"
                "body { font: 1rem/1.5 sans-serif; max-width: 30rem; margin: 2rem auto; padding: 0 1rem }\n"
                "button { font: inherit; padding: 0.75rem 1.5rem; margin: 0 0.5rem 0.5rem 0 }\n"
                "</style>\n</head>\n<body>\n<main>\n" +
                content + "</main>\n</body>\n</html>\n"};
}

std::string hidden(const std::string& name, const std::string& value) {
    return "<input type=\"hidden\" name=\"" + name + "\" value=\"" + escaped(value) + "\">\n";
}

std::string button(const std::string& name, const std::string& value, const std::string& text) {
    return "<button type=\"submit\" name=\"" + name + "\" value=\"" + escaped(value) + "\">" + escaped(text) +
           "</button>\n";
}

} // namespace

HttpReply bare_page(unsigned status, const std::string& text) {
    return page(status, text, "<h1>" + escaped(text) + "</h1>\n");
}

HttpReply login_page(const std::vector<std::string>& accounts, const std::string& continue_to) {
    std::string form = "<h1>Log in</h1>\n<p>Simulated accounts need no password.</p>\n"
                       "<form method=\"post\" action=\"/login\">\n" +
                       hidden("continue", continue_to);
    for (const std::string& account : accounts)
        form += button("account", account, account);
    return page(200, "Log in", form + "</form>\n");
}

HttpReply consent_page(const std::string& app_name, const std::string& account, const ConsentRequest& request,
                       const std::string& query) {
    std::string content = "<h1>" + escaped(app_name) + "</h1>\n";
    if (request.scopes.empty()) {
        content += "<p>You allow it to see what is public about you.</p>\n";
    } else {
        content += "<p>You allow it to:</p>\n<ul>\n";
        for (const std::string& scope : request.scopes)
            content += "<li>" + escaped(scope_in_words(scope)) + "</li>\n";
        content += "</ul>\n";
    }
    content += "<p>You are logged in as <strong>" + escaped(account) +
               "</strong>. <a href=\"/login?continue=" + percent_encoded("/authorize?" + query) +
               "\">Not you?</a></p>\n";
    content += "<form method=\"post\" action=\"/consent\">\n" + hidden("request", query) +
               button("decision", "agree", "Agree") + button("decision", "cancel", "Cancel") + "</form>\n";
    return page(200, "Allow " + app_name, content);
}

} // namespace sim
