/**
 * The words of which names of English and Spanish are made, in the larger European languages; as
 * people write them, compared without case and accents.
 */

/** What English is called. */
export const englishNames = `
  English eng inglés inglesa anglais anglaise Englisch Englische Englischer Englisches inglese
  Engels angielski angielska engelska engelsk englanti angličtina anglicky angličtině angol
  engleza английски английский англійська англійський Αγγλικά İngilizce anglès ingelesa engleski
  енглески angleščina anglų inglise Béarla Saesneg enska Ingliż anglisht anglishte англиски
  Englesch англійская angla
`;

/** What Spanish is called. */
export const spanishNames = `
  Spanish spa español española castellano castellana Castilian espagnol espagnole castillan
  Spanisch Spanische Spanischer Spanisches Kastilisch spagnolo spagnola castigliano espanhol
  espanhola castelhano Spaans Castiliaans hiszpański hiszpańska kastylijski spanska kastilianska
  spansk kastiliansk espanja kastilia španělština španělsky kastilština španielčina španielsky
  spanyol kasztíliai spaniola castiliană испански испанский кастильский іспанська іспанський
  кастильська Ισπανικά Καστιλιανικά İspanyolca Kastilyaca espanyol castellà gaztelania espainiera
  castelán španjolski шпански španski kastiljski španščina kastiljščina ispanų spāņu hispaania
  Spáinnis Sbaeneg spænska Spanjol spanjisht spanjishte Spuenesch іспанская hispana
`;

/** What is said beside a name without making another language of it: where, and how common. */
export const qualifyingWords = `
  American British US USA U S UK K GB Britain Great England Scotland Scottish Wales Welsh Irish
  Hiberno Australian Canadian Indian African South Singaporean Philippine Filipino Jamaican
  Nigerian Kenyan Maltese Caribbean Zealand Mexican Argentine Argentinian Bolivian Chilean
  Colombian Rican Cuban Dominican Ecuadorian Salvadoran Guatemalan Honduran Nicaraguan Panamanian
  Paraguayan Peruvian Uruguayan Venezuelan European Iberian Peninsular Andean Rioplatense Latin
  Latam Lat Central North International Global Worldwide Neutral Standard General Modern
  Traditional Sort Simplified Simple Plain Default Primary Preferred Native Main Only Language
  Lang Speaker Speakers Speaking Speaks Spoken

  americano americana estadounidense británico británica australiano canadiense irlandés indio
  sudafricano mexicano mexicana argentino argentina boliviano chileno colombiano costarricense
  cubano dominicano ecuatoriano salvadoreño guatemalteco hondureño nicaragüense panameño paraguayo
  peruano puertorriqueño uruguayo venezolano ecuatoguineano latinoamericano latinoamericana latino
  latina hispanoamericano hispanoamérica europeo europea ibérico caribeño andino internacional
  neutro estándar moderno tradicional idioma lengua lenguaje nativo materno EE UU EEUU Inglaterra
  Gran Bretaña Norteamérica Centroamérica Sudamérica Suramérica

  américain américaine britannique canadien australien irlandais mexicain argentin colombien
  chilien européen hispano langue britisches amerikanisches australisches kanadisches irisches
  indisches europäisches mexikanisches argentinisches lateinamerikanisches internationales
  britisch amerikanisch mexikanisch Großbritannien Sprache britannico statunitense messicano
  lingua europeu norte EUA Grã Bretanha Brits Amerikaans Mexicaans taal Groot Brittannië język язык
  мова jazyk jezik språk sprog kieli kalba valoda keel nyelv limba γλώσσα brytyjski amerykański
  britisk brittisk amerikansk britanski američki britský americký

  a africa afrika afrique america amérique amerika Aquatorialguinea argentinie argentinien
  australia australie bolivia bolivie bolivien brunei canada chile chili china chinoise cile
  colombia colombie costa cuba da de del der des di do dominicaanse dominicaine dominicana
  dominikanische du d e ecuador ecuatorial el equador équateur equatoriaal equatorial équatoriale
  espagne españa espanha estados et états europa europe filipijnen filipinas filippine gana ghana
  giamaica guatemala guine guinea guinée guinéequatoriale honduras hong hongkong ierland inde
  india indien ireland irland irlanda irlande jamaica jamaika jamaïque kanada kenia kenya kingdom
  kolumbien kong königreich koninkrijk kuba la las lateinamerika latijns latine latinoamerica les
  los malta malte mexico messico mexiko mexique monde mondo mundo neuseeland new nicaragua nieuw
  nigeria nouvelle nova nueva nuova of panama paraguai paraguay perou peru philippinen philippines
  porto portorico puerto quênia r rae ras región sonderverwaltungsregion regno reino repubblica
  republic república republiek republik république rica rico royaume salvador sar singapore
  singapour singapur singapura spagna spain spanien spanje staaten vs vk staten states stati sud
  sudáfrica südafrika sul the tobago trinidad trinité und and y uni unido unidos unis united uniti
  unito uruguai uruguay van venezuela vereinigte vereinigtes verenigd verenigde welt wereld world
  zeeland zelanda zélande zelandia zuid
`;

/** Regions of ISO 3166 that can stand behind a name or a code. */
export const regionCodes = `
  ar bo bz cl co cr cu do ec gq gt hn mx ni pa pe ph pr py sv uy ve au bb bs ca gb gh hk ie in jm
  ke mt my ng nz pk sg tt uk us za zw
`;
