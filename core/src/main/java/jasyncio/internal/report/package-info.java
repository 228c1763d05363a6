/// Tools: the documents that describe loops, as text for terminals and JSON for programs.
///
/// Its input is plain records, which `jasyncio.internal.observe` fills. Nothing here knows a loop.
package jasyncio.internal.report;
