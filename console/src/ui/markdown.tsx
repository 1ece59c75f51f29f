import { lexer, type Token, type Tokens } from "marked";
import type { ComponentChildren } from "preact";

/** Only addresses that cannot run anything. */
function isPlainAddress(href: string): boolean {
  return /^(?:https?:|mailto:)/i.test(href);
}

function children(tokens: readonly Token[] | undefined, text: string): ComponentChildren {
  return tokens === undefined ? text : tokens.map((token, index) => <Piece key={index} token={token} />);
}

function Piece({ token }: { token: Token }): ComponentChildren {
  const { tokens } = token as { tokens?: Token[] };
  switch (token.type) {
    case "heading": {
      const { depth, text } = token as Tokens.Heading;
      const Name = depth <= 2 ? "h3" : "h4";
      return <Name>{children(tokens, text)}</Name>;
    }
    case "paragraph":
      return <p>{children(tokens, (token as Tokens.Paragraph).text)}</p>;
    case "strong":
      return <strong>{children(tokens, (token as Tokens.Strong).text)}</strong>;
    case "em":
      return <em>{children(tokens, (token as Tokens.Em).text)}</em>;
    case "del":
      return <del>{children(tokens, (token as Tokens.Del).text)}</del>;
    case "codespan":
      return <code>{(token as Tokens.Codespan).text}</code>;
    case "code":
      return <pre>{(token as Tokens.Code).text}</pre>;
    case "blockquote":
      return <blockquote>{children(tokens, "")}</blockquote>;
    case "hr":
      return <hr />;
    case "br":
      return <br />;
    case "list": {
      const { ordered, items } = token as Tokens.List;
      const Name = ordered ? "ol" : "ul";
      return (
        <Name>
          {items.map((item, index) => (
            <li key={index}>{children(item.tokens, item.text)}</li>
          ))}
        </Name>
      );
    }
    case "link": {
      const { href, text } = token as Tokens.Link;
      if (!isPlainAddress(href)) return children(tokens, text);
      return (
        <a href={href} target="_blank" rel="noreferrer noopener">
          {children(tokens, text)}
        </a>
      );
    }
    case "table": {
      const { header, rows } = token as Tokens.Table;
      return (
        <table>
          <thead>
            <tr>
              {header.map((cell, index) => (
                <th key={index}>{children(cell.tokens, cell.text)}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, at) => (
              <tr key={at}>
                {row.map((cell, index) => (
                  <td key={index}>{children(cell.tokens, cell.text)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      );
    }
    case "space":
      return null;
    default:
      // Text, and markup of the writer's: shown as what was written.
      return tokens === undefined ? token.raw : children(tokens, token.raw);
  }
}

/** Markdown as elements, never as markup: what somebody wrote cannot become anything but text. */
export function Markdown({ text }: { text: string }) {
  return <div class="markdown">{children(lexer(text), text)}</div>;
}
