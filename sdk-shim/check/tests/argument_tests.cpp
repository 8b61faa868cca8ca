// Arguments that a careless or hostile host passes.
#include "check/bench.hpp"

namespace check {

namespace {

// What every function has to give for a device that works, called past the proxy.
struct Raw {
    explicit Raw(const Context& context)
        : bench(context, Bench::Wants::device)
        , rig(bench)
        , table(bench.table()) {
        rig.start();
    }

    std::int32_t invoke(dp_string action, const dp_named_value* params, std::uint32_t count) {
        dp::TextSink error;
        const auto status = table.invoke(rig.handle(), action, params, count, ++token, 1000, &error.raw);
        said = error.text();
        return status;
    }
    std::int32_t write(dp_string property, const dp_value* value) {
        dp::TextSink error;
        const auto status = table.write(rig.handle(), property, value, ++token, 1000, &error.raw);
        said = error.text();
        return status;
    }
    // Still there, and well.
    void expect_alive(const std::string& after) {
        const dp_snapshot_sink nowhere{nullptr,
                                       [](void*, std::uint64_t, const dp_named_value*, std::uint32_t) {}};
        expect(table.snapshot(rig.handle(), &nowhere) == DP_OK, "snapshot() fails after " + after);
    }

    Bench bench;
    Rig rig;
    const dp_plugin& table;
    std::uint64_t token = 1'000'000;
    std::string said;
};

void expect_refused(std::int32_t status, std::int32_t wanted, const std::string& what) {
    expect(status == wanted, what + " gives " + std::string{dp::word(dp::status_of(status))} +
                                 " in place of " + std::string{dp::word(dp::status_of(wanted))});
}

// Texts that say they have bytes and have none, as long as what is expected in their place.
void texts_of_nothing(Raw& raw) {
    const auto nothing = [](std::size_t size) { return dp_string{nullptr, size}; };
    dp_value value{};
    value.type = DP_TYPE_STRING;
    value.as.string = nothing(5);
    for (const auto& action : raw.bench.manifest().actions) {
        expect_refused(raw.invoke(nothing(action.id.size()), nullptr, 0), DP_BAD_ARGUMENT,
                       "invoke() with a null text as the action");
        for (const auto& [name, schema] : action.input.properties) {
            const dp_named_value unnamed{nothing(name.size()), {}};
            expect_refused(raw.invoke(dp::borrow(action.id), &unnamed, 1), DP_BAD_ARGUMENT,
                           "invoke() with a null text as the name of a parameter");
            if (schema.type == host::SchemaType::string) {
                const dp_named_value empty{dp::borrow(name), value};
                expect_refused(raw.invoke(dp::borrow(action.id), &empty, 1), DP_BAD_ARGUMENT,
                               "invoke() with a null text as a parameter");
            }
        }
    }
    for (const auto& property : raw.bench.manifest().properties) {
        expect_refused(raw.write(nothing(property.id.size()), &value), DP_BAD_ARGUMENT,
                       "write() with a null text as the property");
        if (!property.read_only && property.schema.type == host::SchemaType::string) {
            expect_refused(raw.write(dp::borrow(property.id), &value), DP_BAD_ARGUMENT,
                           "write() of a null text");
        }
    }
    expect_refused(raw.table.reconfigure(raw.rig.handle(), nothing(2), nullptr), DP_BAD_ARGUMENT,
                   "reconfigure() with a null text");
    Recorder recorder;
    dp_device_options options{};
    options.size = sizeof options;
    options.id = dp::borrow("second");
    options.config = nothing(2);
    options.handle = recorder.handle();
    options.callbacks = &dp::Listener::callbacks();
    dp_device* device = nullptr;
    auto* const instance = raw.rig.instance().raw().handle();
    expect_refused(raw.table.create(instance, &options, &device, nullptr), DP_BAD_ARGUMENT,
                   "create() with a null text as the config");
    const auto* table = &raw.table;
    if (DP_HAS(table, secret_changed)) {
        table->secret_changed(instance, nothing(5));
    }
    if (DP_HAS(table, extension)) {
        expect(table->extension(instance, nothing(std::string_view{DP_EXT_ATTENTION}.size())) == nullptr,
               "it has an extension that a null text names");
    }
}

void nulls(const Context& context) {
    Raw raw(context);
    const auto& table = raw.table;
    const auto id = dp::borrow("x");
    const dp_value value{};
    expect_refused(table.init(nullptr, nullptr, nullptr), DP_BAD_ARGUMENT,
                   "init() without a host and a place");
    expect_refused(table.create(nullptr, nullptr, nullptr, nullptr), DP_BAD_ARGUMENT, "create() of nothing");
    expect_refused(table.start(nullptr), DP_BAD_ARGUMENT, "start() without a device");
    expect_refused(table.reconfigure(nullptr, id, nullptr), DP_BAD_ARGUMENT,
                   "reconfigure() without a device");
    expect_refused(table.stop(nullptr), DP_BAD_ARGUMENT, "stop() without a device");
    expect_refused(table.snapshot(nullptr, nullptr), DP_BAD_ARGUMENT, "snapshot() without a device");
    expect_refused(table.snapshot(raw.rig.handle(), nullptr), DP_BAD_ARGUMENT, "snapshot() without a sink");
    expect_refused(table.invoke(nullptr, id, nullptr, 0, 1, 0, nullptr), DP_BAD_ARGUMENT,
                   "invoke() without a device");
    expect_refused(table.write(nullptr, id, &value, 1, 0, nullptr), DP_BAD_ARGUMENT,
                   "write() without a device");
    expect_refused(raw.write(id, nullptr), DP_BAD_ARGUMENT, "write() without a value");
    expect_refused(table.cancel(nullptr, 1), DP_BAD_ARGUMENT, "cancel() without a device");
    table.destroy(nullptr);
    table.deinit(nullptr);
    if (!raw.bench.manifest().actions.empty()) {
        const auto action = dp::borrow(raw.bench.manifest().actions.front().id);
        expect_refused(raw.invoke(action, nullptr, 3), DP_BAD_ARGUMENT,
                       "invoke() with three parameters at null");
    }
    texts_of_nothing(raw);
    // Nobody wants the sentence: allowed everywhere.
    expect_refused(table.invoke(raw.rig.handle(), dp::borrow("no_such_action"), nullptr, 0, 1, 0, nullptr),
                   DP_UNKNOWN_ID, "an unknown action without a sink");
    raw.expect_alive("null pointers");
}

void empties(const Context& context) {
    Raw raw(context);
    const dp_string nothing{};
    expect_refused(raw.invoke(nothing, nullptr, 0), DP_UNKNOWN_ID, "invoke() of an empty name");
    const dp_value value{};
    expect_refused(raw.write(nothing, &value), DP_UNKNOWN_ID, "write() of an empty name");
    expect_refused(raw.table.reconfigure(raw.rig.handle(), nothing, nullptr), DP_BAD_ARGUMENT,
                   "reconfigure() with an empty text");
    Recorder recorder;
    dp_device_options options{};
    options.size = sizeof options;
    options.handle = recorder.handle();
    options.callbacks = &dp::Listener::callbacks();
    dp_device* device = nullptr;
    expect_refused(raw.table.create(raw.rig.instance().raw().handle(), &options, &device, nullptr),
                   DP_BAD_ARGUMENT, "create() with an empty config");
    expect(device == nullptr, "create() failed and gave a device all the same");
    raw.expect_alive("empty texts");
}

// Each action and each property with one odd value in each place: what is refused is refused for that.
void odd_values(Raw& raw, const std::string& text) {
    for (const auto& action : raw.bench.manifest().actions) {
        for (const auto& [name, schema] : action.input.properties) {
            if (schema.type != host::SchemaType::string) {
                continue;
            }
            auto params = raw.bench.params_for(action).value_or(std::vector<dp::NamedValue>{});
            std::erase_if(params, [&, &id = name](const dp::NamedValue& one) { return one.name == id; });
            params.push_back({name, text});
            const auto borrowed = dp::borrow(params);
            raw.invoke(dp::borrow(action.id), borrowed.data(), static_cast<std::uint32_t>(borrowed.size()));
        }
    }
    const dp::Value value = text;
    for (const auto& property : raw.bench.manifest().properties) {
        const dp_value borrowed = dp::borrow(value);
        raw.write(dp::borrow(property.id), &borrowed);
    }
    raw.rig.instance().raw().secret_changed(text);
    expect(raw.rig.instance().raw().extension(text) == nullptr, "it has an extension of an impossible name");
}

void huge(const Context& context) {
    Raw raw(context);
    const std::string mebibyte(1U << 20U, 'x');
    expect_refused(raw.invoke(dp::borrow(mebibyte), nullptr, 0), DP_UNKNOWN_ID,
                   "an action with a name of 1 MiB");
    expect(raw.said.size() < 4096, "a refusal repeats 1 MiB of what it was given");
    const dp_value value{};
    expect_refused(raw.write(dp::borrow(mebibyte), &value), DP_UNKNOWN_ID, "a property with a name of 1 MiB");
    if (!raw.bench.manifest().actions.empty()) {
        const std::vector<dp_named_value> many(10'000, dp_named_value{dp::borrow("surplus"), value});
        expect_refused(raw.invoke(dp::borrow(raw.bench.manifest().actions.front().id), many.data(),
                                  static_cast<std::uint32_t>(many.size())),
                       DP_BAD_ARGUMENT, "10,000 surplus parameters");
        const dp_named_value long_name{dp::borrow(mebibyte), value};
        expect_refused(raw.invoke(dp::borrow(raw.bench.manifest().actions.front().id), &long_name, 1),
                       DP_BAD_ARGUMENT, "a surplus parameter with a name of 1 MiB");
        expect(raw.said.size() < 4096, "a refusal repeats 1 MiB of what it was given");
    }
    odd_values(raw, mebibyte);
    const auto nested = std::string(100'000, '[');
    raw.table.reconfigure(raw.rig.handle(), dp::borrow(nested), nullptr);
    raw.expect_alive("huge arguments");
}

void invalid_utf8(const Context& context) {
    Raw raw(context);
    const dp_value value{};
    for (const std::string text : {"\xFF", "\xC3(", "\xED\xA0\x80", "\xF5\x80\x80\x80",
                                   "a\xC0\x80"
                                   "b"}) {
        expect_refused(raw.invoke(dp::borrow(text), nullptr, 0), DP_UNKNOWN_ID,
                       "an action that is not UTF-8");
        expect_refused(raw.write(dp::borrow(text), &value), DP_UNKNOWN_ID, "a property that is not UTF-8");
        odd_values(raw, text);
    }
    raw.rig.stop();
    // What came back was judged by the proxy on its way, values and texts alike.
    raw.bench.expect_no_complaint("values-well-formed");
    raw.bench.expect_no_complaint("texts-are-utf8");
}

void unknown_ids(const Context& context) {
    Raw raw(context);
    const dp_value value{};
    expect_refused(raw.invoke(dp::borrow("no_such_action"), nullptr, 0), DP_UNKNOWN_ID, "an unknown action");
    expect_refused(raw.write(dp::borrow("no_such_property"), &value), DP_UNKNOWN_ID, "an unknown property");
    expect_refused(raw.table.cancel(raw.rig.handle(), 424242), DP_UNKNOWN_ID, "cancel() of an unknown token");
    expect(raw.rig.instance().raw().extension("nobody.knows/1") == nullptr,
           "it has an extension that nobody knows");
    expect(raw.rig.instance().raw().extension("dp.attention/999") == nullptr,
           "it has a version of dp.attention that nobody knows");
    if (const auto* attention = raw.rig.instance().attention()) {
        for (const std::int32_t level : {DP_ATTENTION_NONE, DP_ATTENTION_LOOKING, DP_ATTENTION_BACKGROUND}) {
            expect_refused(attention->set(raw.rig.handle(), level), DP_OK,
                           "an attention level of the header");
        }
        expect_refused(attention->set(raw.rig.handle(), 99), DP_OUT_OF_RANGE, "an unknown attention level");
        expect_refused(attention->set(nullptr, DP_ATTENTION_NONE), DP_BAD_ARGUMENT,
                       "attention without a device");
    }
}

} // namespace

std::vector<Test> argument_tests() {
    using std::chrono::seconds;
    return {
        {"unknown-ids", "Unknown actions, properties, tokens, extensions and levels are told apart.",
         seconds{60}, unknown_ids},
        {"arguments-null", "Null pointers are refused, and a missing sink is no fault.", seconds{60}, nulls},
        {"arguments-empty", "Empty texts are refused for what they are.", seconds{60}, empties},
        {"arguments-huge", "Huge texts and counts are refused or taken, and never repeated.", seconds{60},
         huge},
        {"arguments-invalid-utf8", "What is not UTF-8 does no harm, and does not come back.", seconds{60},
         invalid_utf8},
    };
}

} // namespace check
